#include <gtest/gtest.h>

#include "encode/writer.h"
#include "tests/encode/test_frames.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

using testing::make_frame;
using testing::Pixels;
using testing::read_video;
using testing::ReadBack;
using testing::Rgb;
using testing::solid_frame;
using testing::TempDir;

ReadBack written(const std::string& name, const Frame& frame, Orientation orientation = {}) {
  const TempDir dir;
  StreamInfo info;
  info.width = frame.width;
  info.height = frame.height;
  info.orientation = orientation;
  const auto writer = open_image_writer(dir / name, info);
  writer->write(frame);
  writer->close();
  return read_video(dir / name, true);
}

Frame coordinates(int width, int height) {
  return make_frame(width, height, 0, {Matrix::Rgb, true}, [](int p, int x, int y) {
    return static_cast<uint8_t>(p == 0 ? 3 * x : p == 1 ? 5 * y : 99);
  });
}

TEST(ImageWriterTest, WritesPngExactly) {
  const ReadBack file = written("out.PNG", coordinates(13, 7));
  EXPECT_EQ(file.codec, "png");
  ASSERT_EQ(file.width, 13);
  ASSERT_EQ(file.height, 7);
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 13; ++x)
      EXPECT_EQ(file.pixels[0].at(x, y), (Rgb{uint8_t(3 * x), uint8_t(5 * y), 99}));
  }
}

TEST(ImageWriterTest, TurnsPicturesUpright) {
  for (int turn = 0; turn < 8; ++turn) {
    const Orientation o{turn % 4, turn >= 4};
    SCOPED_TRACE(turn);
    const ReadBack file = written("out.png", coordinates(13, 7), o);
    ASSERT_EQ(file.width, o.swaps_axes() ? 7 : 13);
    for (int y = 0; y < 7; ++y) {
      for (int x = 0; x < 13; ++x) {
        const Point at = turned(Point{x, y}, 13, 7, o);
        EXPECT_EQ(file.pixels[0].at(at.x, at.y), (Rgb{uint8_t(3 * x), uint8_t(5 * y), 99}));
      }
    }
  }
}

TEST(ImageWriterTest, ConvertsEveryColourModel) {
  // (200, 60, 30) by the standards' formulas, as in VideoFileTest.
  const auto middle = [](const ReadBack& file) { return file.pixels[0].at(8, 6); };
  const std::vector<Frame> frames{solid_frame(17, 13, {Matrix::Bt601, false}, 101, 94, 192),
                                  solid_frame(17, 13, {Matrix::Bt601, true}, 98, 89, 200),
                                  solid_frame(17, 13, {Matrix::Bt709, false}, 91, 101, 191),
                                  solid_frame(17, 13, {Matrix::Bt2020, false}, 98, 98, 191)};
  for (const Frame& frame : frames) {
    for (const char* name : {"out.png", "out.jpg", "out.jpeg"}) {
      const Rgb color = middle(written(name, frame));
      EXPECT_NEAR(color.r, 200, 4) << name;
      EXPECT_NEAR(color.g, 60, 4) << name;
      EXPECT_NEAR(color.b, 30, 4) << name;
    }
  }
}

TEST(ImageWriterTest, WritesJpegInFullRangeAndFullChroma) {
  const ReadBack file = written("out.jpg", coordinates(24, 16));
  EXPECT_EQ(file.codec, "mjpeg");
  EXPECT_EQ(file.pix_fmt, "yuvj444p");
}

TEST(ImageWriterTest, TakesOneFrameOnly) {
  const TempDir dir;
  const auto writer = open_image_writer(dir / "out.png", {});
  writer->write(coordinates(8, 8));
  EXPECT_THROW(writer->write(coordinates(8, 8)), std::invalid_argument);
  EXPECT_THROW(writer->write_audio({}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
