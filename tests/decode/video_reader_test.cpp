#include "decode/video_reader.h"

#include <gtest/gtest.h>

#include "tests/decode/reading.h"
#include "tests/support/expect_error.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

void expect_frames_in_order(const VideoSpec& spec, int tolerance = 3) {
  write_video(spec);
  const auto source = open_source(spec.path);
  const auto frames = all_frames(*source);
  ASSERT_EQ(frames.size(), static_cast<size_t>(spec.frames)) << spec.path;
  for (int i = 0; i < spec.frames; ++i) {
    const Rgb found = middle(source->info(), frames[static_cast<size_t>(i)]);
    EXPECT_LE(distance(found, frame_color(i)), tolerance) << spec.path << " frame " << i;
  }
  EXPECT_TRUE(source->damage().empty()) << source->damage().front();
}

TEST(VideoReaderTest, ReturnsFramesInPresentationOrder) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.frames = 20;
  spec.bframes = 3;
  for (const char* name : {"a.mp4", "a.mkv", "a.avi", "a.ts", "a.flv", "a.mov"}) {
    spec.path = dir / name;
    expect_frames_in_order(spec);
  }
}

TEST(VideoReaderTest, DecodesTheUsualCodecs) {
  const auto dir = temp_dir();
  const std::vector<std::pair<const char*, const char*>> kinds{
      {"mpeg4", "a.avi"},     {"mpeg2video", "a.mpg"}, {"mpeg1video", "a.mpg"},
      {"libvpx", "a.webm"},   {"ffv1", "a.mkv"},       {"libvpx-vp9", "b.webm"},
      {"mjpeg", "a.avi"},     {"libx264", "a.h264"},   {"libaom-av1", "a.mp4"},
      {"libx264rgb", "b.mp4"}};
  for (const auto& [codec, name] : kinds) {
    VideoSpec spec;
    spec.codec = codec;
    spec.path = dir / name;
    spec.frames = 8;
    if (spec.codec == "mjpeg") spec.color.full_range = true;
    if (spec.codec == "libx264rgb") spec.color = {Matrix::Rgb, true};
    expect_frames_in_order(spec, 4);
  }
}

TEST(VideoReaderTest, KeepsEvenTimes) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  spec.bframes = 2;
  spec.frame_rate = {30000, 1001};
  write_video(spec);
  const auto source = open_source(spec.path);
  const auto frames = all_frames(*source);
  EXPECT_EQ(source->info().time_base, (Rational{1, 30000}));
  EXPECT_EQ(source->info().frame_rate, (Rational{30000, 1001}));
  EXPECT_EQ(source->info().declared_frames, 10);
  EXPECT_TRUE(source->info().declared_exact);
  ASSERT_EQ(frames.size(), 10U);
  for (size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].pts, static_cast<int64_t>(i) * 1001);
    EXPECT_EQ(frames[i].duration, 1001);
  }
}

TEST(VideoReaderTest, KeepsUnevenTimesAndALateStart) {
  const auto dir = temp_dir();
  for (const int bframes : {0, 2}) {
    VideoSpec spec;
    spec.path = dir / "a.mkv";  // keeps milliseconds as they are
    spec.bframes = bframes;
    spec.time_base = {1, 1000};
    spec.pts = {0, 40, 90, 95, 200, 201, 400, 1000, 1001, 1002};
    spec.start = 500;
    write_video(spec);
    std::vector<int64_t> expected = spec.pts;
    for (auto& pts : expected) pts += spec.start;
    EXPECT_EQ(times(all_frames(spec.path)), expected);
  }
}

TEST(VideoReaderTest, AgreesWithLibavOnTimesOfMp4WithBFrames) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  spec.bframes = 3;
  spec.time_base = {1, 600};
  spec.pts = {0, 20, 41, 60, 100, 101, 180, 240, 300, 301};
  spec.start = 77;
  write_video(spec);
  const auto frames = all_frames(spec.path);
  const auto direct = read_video(spec.path);
  EXPECT_EQ(times(frames), direct.pts);
  // Times between frames are those that were asked for.
  const double tick = direct.time_base.value();
  for (size_t i = 1; i < frames.size(); ++i) {
    EXPECT_NEAR(static_cast<double>(frames[i].pts - frames[0].pts) * tick,
                static_cast<double>(spec.pts[i]) / 600, tick);
  }
}

TEST(VideoReaderTest, GivesH264InAviTheTimesOfItsPackets) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.avi";
  spec.bframes = 2;
  spec.frames = 12;
  write_video(spec);
  const auto pts = times(all_frames(spec.path));
  for (size_t i = 0; i < pts.size(); ++i) EXPECT_EQ(pts[i], static_cast<int64_t>(i));
}

TEST(VideoReaderTest, DescribesTheStream) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  spec.width = 50;
  spec.height = 38;
  spec.sample_aspect = {16, 11};
  spec.orientation = {1, false};
  spec.audio = "aac";
  write_video(spec);
  const StreamInfo info = open_source(spec.path)->info();
  EXPECT_EQ(info.path, spec.path);
  EXPECT_EQ(info.codec, "h264");
  EXPECT_TRUE(info.container.starts_with("mov,mp4")) << info.container;
  EXPECT_FALSE(info.is_image);
  EXPECT_EQ(info.width, 50);
  EXPECT_EQ(info.height, 38);
  EXPECT_EQ(info.display_width(), 38);
  EXPECT_EQ(info.sample_aspect, (Rational{16, 11}));
  EXPECT_EQ(info.orientation, (Orientation{1, false}));
  EXPECT_NEAR(info.duration_seconds, 0.4, 1e-3);
  EXPECT_TRUE(info.has_audio);
}

TEST(VideoReaderTest, ReadsOddSizesAndOtherPixelFormatsAsEightBit420) {
  const auto dir = temp_dir();
  for (const char* format : {"yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le",
                             "yuv444p10le", "gray", "nv12", "yuvj420p"}) {
    VideoSpec spec;
    spec.path = dir / "a.mkv";
    spec.pix_fmt = format;
    spec.width = spec.pix_fmt == "gray" || spec.pix_fmt.starts_with("yuv444") ? 35 : 34;
    spec.height = spec.pix_fmt.starts_with("yuv444") ? 25 : 26;
    spec.color.full_range = spec.pix_fmt == "yuvj420p" || spec.pix_fmt == "gray";
    const bool gray = spec.pix_fmt == "gray";
    if (gray) {
      spec.painting = [](int frame, int, int) {
        const auto v = static_cast<uint8_t>(20 * frame);
        return Rgb{v, v, v};
      };
    }
    write_video(spec);
    const auto source = open_source(spec.path);
    const auto frames = all_frames(*source);
    ASSERT_EQ(frames.size(), 10U) << format;
    for (int i = 0; i < 10; ++i) {
      const Frame& frame = frames[static_cast<size_t>(i)];
      EXPECT_EQ(frame.chroma_shift, 1);
      EXPECT_EQ(frame.width, spec.width);
      EXPECT_LE(distance(middle(source->info(), frame), spec.painting(i, 0, 0)), 3)
          << format << " frame " << i;
    }
  }
}

TEST(VideoReaderTest, ReferencesPlanesThatNeedNoConversion) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  write_video(spec);
  VideoReader reader(spec.path);
  const auto first = reader.next();
  const Frame copy = *first;
  EXPECT_EQ(copy.planes[0].data, first->planes[0].data);
  // Frames outlive the reader and those after them.
  const auto rest = all_frames(reader);
  EXPECT_LE(distance(middle(reader.info(), copy), frame_color(0)), 3);
}

TEST(VideoReaderTest, SaysTheColourModelOfTheStream) {
  const auto dir = temp_dir();
  for (const Matrix matrix : {Matrix::Bt601, Matrix::Bt709, Matrix::Bt2020}) {
    for (const bool full : {false, true}) {
      VideoSpec spec;
      spec.path = dir / "a.mp4";
      spec.color = {matrix, full};
      spec.frames = 1;
      write_video(spec);
      EXPECT_EQ(all_frames(spec.path).at(0).color, spec.color);
    }
  }
}

TEST(VideoReaderTest, GuessesTheMatrixOfUntaggedVideosByTheirHeight) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  spec.frames = 1;
  spec.tag_color = false;
  spec.width = 16;
  spec.height = 718;
  write_video(spec);
  EXPECT_EQ(all_frames(spec.path).at(0).color, (ColorModel{Matrix::Bt601, false}));
  spec.height = 720;
  write_video(spec);
  EXPECT_EQ(all_frames(spec.path).at(0).color, (ColorModel{Matrix::Bt709, false}));
}

TEST(VideoReaderTest, SaysWhereChromaSits) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.frames = 1;
  spec.path = dir / "a.mp4";
  write_video(spec);
  EXPECT_TRUE(all_frames(spec.path).at(0).chroma_left);
  spec.tag_chroma = true;
  spec.chroma_left = false;
  write_video(spec);
  EXPECT_FALSE(all_frames(spec.path).at(0).chroma_left);
  VideoSpec mpeg1;
  mpeg1.frames = 1;
  mpeg1.codec = "mpeg1video";
  mpeg1.path = dir / "a.mpg";
  write_video(mpeg1);
  EXPECT_FALSE(all_frames(mpeg1.path).at(0).chroma_left);
}

TEST(VideoReaderTest, TakesAGifForAVideo) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.gif";
  spec.codec = "gif";
  spec.pix_fmt = "rgb8";
  spec.frames = 4;
  spec.painting = [](int frame, int, int) {
    return frame % 2 == 0 ? Rgb{255, 0, 0} : Rgb{0, 255, 0};
  };
  write_video(spec);
  const auto source = open_source(spec.path);
  EXPECT_FALSE(source->info().is_image);
  const auto frames = all_frames(*source);
  ASSERT_EQ(frames.size(), 4U);
  EXPECT_EQ(times(frames), (std::vector<int64_t>{0, 4, 8, 12}));
  const auto direct = read_video(spec.path, true);  // the palette has no pure green
  EXPECT_LE(distance(middle(source->info(), frames[1]), direct.pixels[1].at(5, 5)), 2);
  EXPECT_GT(distance(direct.pixels[0].at(5, 5), direct.pixels[1].at(5, 5)), 100);
}

TEST(VideoReaderTest, StopsAtTheFrameLimit) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  write_video(spec);
  DecodeLimits limits;
  limits.max_frames = 10;
  VideoReader enough(spec.path, limits);
  EXPECT_EQ(all_frames(enough).size(), 10U);
  limits.max_frames = 9;
  VideoReader reader(spec.path, limits);
  expect_error(
      ExitCode::Unusable, [&] { return all_frames(reader).size(); }, "goes on after 9 frames",
      spec.path);
}

}  // namespace
}  // namespace vidcam::testing
