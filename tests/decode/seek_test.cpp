#include <gtest/gtest.h>

#include "decode/video_reader.h"
#include "tests/decode/reading.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

Painting moving() {
  return [](int frame, int x, int y) {
    const Rgb c = frame_color(frame);
    return (x + 2 * frame) % 16 < 8 && y % 12 < 6 ? Rgb{255, 255, 255} : c;
  };
}

// Every frame of the file is sought, also backwards, and must be what sequential reading gives.
void expect_seek_agrees(const std::string& path) {
  const auto frames = all_frames(path);
  ASSERT_FALSE(frames.empty());
  const auto source = open_source(path);
  const double tick = source->info().time_base.value();
  const size_t step = frames.size() > 40 ? 7 : 3;
  for (size_t n = 0; n < frames.size(); ++n) {
    const size_t i = (n * step + 5) % frames.size();
    const double seconds = static_cast<double>(frames[i].pts - frames[0].pts) * tick;
    ASSERT_TRUE(source->seek(seconds)) << path;
    for (size_t k = i; k < std::min(i + 2, frames.size()); ++k) {
      const auto found = source->next();
      ASSERT_TRUE(found.has_value()) << path << " frame " << k;
      ASSERT_EQ(found->pts, frames[k].pts) << path << " frame " << k << " sought " << i;
      ASSERT_TRUE(same_pixels(*found, frames[k])) << path << " frame " << k;
    }
  }
}

TEST(SeekTest, GivesTheSameFramesAsReadingInOrder) {
  const auto dir = temp_dir();
  for (const char* name : {"a.mp4", "a.mkv", "a.avi", "a.ts", "a.h264"}) {
    for (const int bframes : {0, 3}) {
      VideoSpec spec;
      spec.path = dir / name;
      spec.frames = 60;
      spec.bframes = bframes;
      spec.painting = moving();
      write_video(spec);
      expect_seek_agrees(spec.path);
    }
  }
}

TEST(SeekTest, WorksWithOtherCodecsAndALateStart) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.frames = 40;
  spec.painting = moving();
  spec.time_base = {1, 1000};
  spec.start = 5000;
  spec.codec = "mpeg4";
  spec.bframes = 2;
  spec.path = dir / "a.mkv";
  write_video(spec);
  expect_seek_agrees(spec.path);
  spec.time_base = {};
  spec.start = 0;
  spec.path = dir / "a.avi";
  write_video(spec);
  expect_seek_agrees(spec.path);
  spec.codec = "libvpx-vp9";
  spec.bframes = 0;
  spec.path = dir / "a.webm";
  write_video(spec);
  expect_seek_agrees(spec.path);
}

TEST(SeekTest, TakesTheFirstFrameAtOrAfterTheTime) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  spec.frames = 30;
  write_video(spec);
  const auto source = open_source(spec.path);
  const int64_t tick = source->info().time_base.den;
  ASSERT_TRUE(source->seek(0.41));
  EXPECT_EQ(source->next()->pts, tick * 11 / 25);
  ASSERT_TRUE(source->seek(-3));
  EXPECT_EQ(source->next()->pts, 0);
  ASSERT_TRUE(source->seek(100));
  EXPECT_FALSE(source->next().has_value());
  ASSERT_TRUE(source->seek(1.0));
  EXPECT_EQ(source->next()->pts, tick);
}

}  // namespace
}  // namespace vidcam::testing
