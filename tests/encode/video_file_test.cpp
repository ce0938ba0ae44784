#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "encode/writer.h"
#include "tests/encode/test_frames.h"
#include "tests/support/expect_error.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

// What a written file says and holds, read back with libav alone.
namespace vidcam {
namespace {

using testing::make_frame;
using testing::ramp_frame;
using testing::read_video;
using testing::ReadBack;
using testing::Rgb;
using testing::solid_frame;
using testing::TempDir;

StreamInfo stream(int width = 64, int height = 48) {
  StreamInfo info;
  info.width = width;
  info.height = height;
  info.frame_rate = {25, 1};
  return info;
}

ReadBack written(const StreamInfo& info, Frame frame, int count = 5) {
  const TempDir dir;
  const auto writer = open_video_writer(dir / "out.mp4", info, frame.width, frame.height, nullptr,
                                        {"h264", "veryfast", 5});
  for (int i = 0; i < count; ++i) {
    frame.pts = i;
    writer->write(frame);
  }
  writer->close();
  return read_video(dir / "out.mp4", true);
}

void expect_near(const Rgb& got, const Rgb& wanted, int tolerance) {
  EXPECT_NEAR(got.r, wanted.r, tolerance);
  EXPECT_NEAR(got.g, wanted.g, tolerance);
  EXPECT_NEAR(got.b, wanted.b, tolerance);
}

TEST(VideoFileTest, IsPlainH264In420) {
  const ReadBack file = written(stream(), ramp_frame(64, 48, 0));
  EXPECT_EQ(file.codec, "h264");
  EXPECT_EQ(file.pix_fmt, "yuv420p");
  EXPECT_EQ(file.width, 64);
  EXPECT_EQ(file.height, 48);
  EXPECT_EQ(file.frames(), 5);
  EXPECT_EQ(file.audio_codec, "");
}

TEST(VideoFileTest, HasItsIndexInFront) {
  const TempDir dir;
  const auto writer = open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr);
  for (int i = 0; i < 5; ++i) writer->write(ramp_frame(64, 48, i));
  writer->close();
  std::ifstream in(dir / "out.mp4", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  EXPECT_LT(bytes.find("moov"), bytes.find("mdat"));
}

TEST(VideoFileTest, KeepsEveryOrientation) {
  for (int turn = 0; turn < 8; ++turn) {
    StreamInfo info = stream();
    info.orientation = {turn % 4, turn >= 4};
    EXPECT_EQ(written(info, ramp_frame(64, 48, 0)).orientation, info.orientation) << turn;
  }
}

TEST(VideoFileTest, KeepsTheSampleAspect) {
  StreamInfo info = stream();
  info.sample_aspect = {16, 11};
  EXPECT_EQ(written(info, ramp_frame(64, 48, 0)).sample_aspect, (Rational{16, 11}));
}

TEST(VideoFileTest, PadsOddSizesWithTheLastRowAndColumn) {
  const Frame frame = make_frame(63, 47, 1, {Matrix::Bt601, false}, [](int p, int x, int y) {
    return p == 0 ? uint8_t(x >= 48 ? 180 : y >= 32 ? 120 : 60) : uint8_t{128};
  });
  const ReadBack file = written(stream(63, 47), frame);
  EXPECT_EQ(file.width, 64);
  EXPECT_EQ(file.height, 48);
  const auto gray = [](int y) { return static_cast<uint8_t>((y - 16) * 255 / 219); };
  expect_near(file.pixels[2].at(63, 10), {gray(180), gray(180), gray(180)}, 3);
  expect_near(file.pixels[2].at(10, 47), {gray(120), gray(120), gray(120)}, 3);
  expect_near(file.pixels[2].at(10, 10), {gray(60), gray(60), gray(60)}, 3);
}

TEST(VideoFileTest, KeepsColoursAndTheirDescription) {
  struct Case {
    ColorModel color;
    int space;
    uint8_t y, cb, cr;  // of (200, 60, 30), by the standard's formula
  };
  const std::vector<Case> cases{{{Matrix::Bt601, false}, 6, 101, 94, 192},
                                {{Matrix::Bt601, true}, 6, 98, 89, 200},
                                {{Matrix::Bt709, false}, 1, 91, 101, 191},
                                {{Matrix::Bt709, true}, 1, 88, 97, 199},
                                {{Matrix::Bt2020, false}, 9, 98, 98, 191}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.space * 10 + c.color.full_range);
    StreamInfo info = stream();
    info.color_primaries = 9;
    info.color_transfer = 16;
    const ReadBack file = written(info, solid_frame(64, 48, c.color, c.y, c.cb, c.cr));
    EXPECT_EQ(file.color, c.color);
    EXPECT_EQ(file.color_space, c.space);
    EXPECT_EQ(file.color_primaries, 9);
    EXPECT_EQ(file.color_transfer, 16);
    expect_near(file.pixels[3].at(30, 20), {200, 60, 30}, 4);
  }
}

TEST(VideoFileTest, TakesFramesOfOtherKinds) {
  const auto rgb = [](int p, int, int) { return uint8_t(p == 0 ? 200 : p == 1 ? 60 : 30); };
  const ReadBack from_rgb = written(stream(), make_frame(64, 48, 0, {Matrix::Rgb, true}, rgb));
  EXPECT_EQ(from_rgb.pix_fmt, "yuv420p");
  EXPECT_EQ(from_rgb.color, (ColorModel{Matrix::Bt709, false}));
  expect_near(from_rgb.pixels[0].at(30, 20), {200, 60, 30}, 4);
  const auto ycc = [](int p, int, int) { return uint8_t(p == 0 ? 98 : p == 1 ? 89 : 200); };
  const ReadBack from_444 =
      written(stream(63, 47), make_frame(63, 47, 0, {Matrix::Bt601, true}, ycc));
  EXPECT_EQ(from_444.color, (ColorModel{Matrix::Bt601, true}));
  expect_near(from_444.pixels[0].at(30, 20), {200, 60, 30}, 4);
}

TEST(VideoFileTest, HoldsEachFrameInItsPlace) {
  const TempDir dir;
  const auto writer = open_video_writer(dir / "out.mp4", stream(), 64, 48, nullptr);
  for (int i = 0; i < 30; ++i) {
    Frame frame = solid_frame(64, 48, {}, static_cast<uint8_t>(20 + 7 * i), 128, 128);
    frame.pts = i;
    writer->write(frame);
  }
  writer->close();
  const ReadBack file = read_video(dir / "out.mp4", true);
  ASSERT_EQ(file.frames(), 30);
  for (int i = 0; i < 30; ++i) {
    const int gray = (4 + 7 * i) * 255 / 219;
    EXPECT_NEAR(file.pixels[static_cast<size_t>(i)].at(30, 20).g, gray, 4) << i;
  }
}

}  // namespace
}  // namespace vidcam
