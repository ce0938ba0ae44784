#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "encode/writer.h"
#include "pipeline/base/text_file.h"
#include "tests/encode/test_frames.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

extern "C" {
#include <libavformat/avformat.h>
}

namespace vidcam {
namespace {

using testing::ramp_frame;
using testing::read_video;
using testing::ReadBack;
using testing::TempDir;

StreamInfo stream(int width = 64, int height = 48) {
  StreamInfo info;
  info.width = width;
  info.height = height;
  info.frame_rate = {25, 1};
  return info;
}

void expect_same_times(const ReadBack& file, const std::vector<int64_t>& pts, Rational base) {
  ASSERT_EQ(file.pts.size(), pts.size());
  for (size_t i = 0; i < pts.size(); ++i) {
    const int64_t read = file.pts[i] * file.time_base.num * base.den;
    const int64_t written = pts[i] * base.num * file.time_base.den;
    EXPECT_EQ(read, written) << "frame " << i << ": read " << file.pts[i] << "/"
                             << file.time_base.den << ", written " << pts[i] << "/" << base.den;
  }
}

void write_ramps(const std::string& path, const StreamInfo& info, const std::vector<int64_t>& pts,
                 int64_t duration = 0) {
  const auto writer = open_video_writer(path, info, info.width, info.height, nullptr);
  for (const int64_t at : pts) {
    Frame frame = ramp_frame(info.width, info.height, at);
    frame.duration = duration;
    writer->write(frame);
  }
  writer->close();
}

std::string written_with(int threads, const std::string& path) {
  const StreamInfo info = stream(640, 360);
  WriterOptions options;
  options.threads = threads;
  const auto writer = open_video_writer(path, info, info.width, info.height, nullptr, options);
  for (int i = 0; i < 40; ++i) writer->write(ramp_frame(info.width, info.height, i));
  writer->close();
  return read_text_file(path, "video");
}

double mean_difference(const testing::Pixels& a, const testing::Pixels& b) {
  double sum = 0;
  for (size_t i = 0; i < a.rgb.size(); ++i) sum += std::abs(a.rgb[i] - b.rgb.at(i));
  return sum / static_cast<double>(a.rgb.size());
}

std::vector<int64_t> evenly(int count, int64_t step, int64_t start = 0) {
  std::vector<int64_t> pts;
  for (int i = 0; i < count; ++i) pts.push_back(start + i * step);
  return pts;
}

struct Timing {
  const char* name;
  Rational base;
  std::vector<int64_t> pts;
};

class VideoWriterTimingTest : public ::testing::TestWithParam<Timing> {};

TEST_P(VideoWriterTimingTest, KeepsEveryTimeExactly) {
  const TempDir dir;
  StreamInfo info = stream();
  info.time_base = GetParam().base;
  write_ramps(dir / "out.mp4", info, GetParam().pts);
  expect_same_times(read_video(dir / "out.mp4"), GetParam().pts, info.time_base);
}

INSTANTIATE_TEST_SUITE_P(
    Bases, VideoWriterTimingTest,
    ::testing::Values(Timing{"Cfr25", {1, 25}, evenly(40, 1)},
                      Timing{"Ntsc", {1001, 30000}, evenly(40, 1)},
                      Timing{"NtscTicks", {1, 30000}, evenly(40, 1001)},
                      Timing{"Mpeg", {1, 90000}, evenly(40, 3003)},
                      Timing{"Matroska", {1, 1000}, {0, 33, 67, 100, 133, 167, 200, 233, 267, 300}},
                      Timing{"Variable", {1, 1000}, {0, 40, 41, 500, 501, 502, 3000, 3007, 9000}},
                      Timing{"VariableMpeg", {1, 90000}, {0, 3000, 3001, 90001, 99999, 100000}},
                      Timing{"StartsLater", {1, 90000}, evenly(30, 3600, 126000)},
                      Timing{"StartsOddly", {1, 90000}, evenly(30, 3600, 7)},
                      Timing{"StartsLaterNtsc", {1001, 30000}, evenly(30, 1, 3)},
                      Timing{"OneFrame", {1, 25}, {0}},
                      Timing{"OneLaterFrame", {1, 90000}, {12345}},
                      Timing{"TwoFrames", {1, 12800}, {0, 512}}),
    [](const auto& timing) { return timing.param.name; });

// Seconds from 0 to the last frame's end, as the container says (its edit list).
double shown_seconds(const std::string& path) {
  AVFormatContext* raw = nullptr;
  if (avformat_open_input(&raw, path.c_str(), nullptr, nullptr) < 0) return -1;
  const double seconds = static_cast<double>(raw->duration) / AV_TIME_BASE;
  avformat_close_input(&raw);
  return seconds;
}

TEST(VideoWriterTest, KeepsTheLastFramesDuration) {
  const TempDir dir;
  StreamInfo info = stream();
  info.time_base = {1, 1000};
  for (const int frames : {1, 2, 3, 30}) {
    write_ramps(dir / "out.mp4", info, evenly(frames, 40), 777);
    EXPECT_NEAR(shown_seconds(dir / "out.mp4"), 0.04 * (frames - 1) + 0.777, 1e-6) << frames;
  }
}

TEST(VideoWriterTest, GivesAnUnknownLastDurationThatOfTheFrameBefore) {
  const TempDir dir;
  StreamInfo info = stream();
  info.time_base = {1, 1000};
  write_ramps(dir / "out.mp4", info, {0, 40, 80, 130});
  EXPECT_NEAR(shown_seconds(dir / "out.mp4"), 0.18, 1e-6);
  write_ramps(dir / "one.mp4", info, {0});
  EXPECT_NEAR(shown_seconds(dir / "one.mp4"), 0.04, 1e-6);  // by the frame rate
}

TEST(VideoWriterTest, MovesAStartThatMp4CannotSayToZero) {
  const TempDir dir;
  StreamInfo info = stream();
  info.time_base = {1, 90000};
  for (const int64_t start : {int64_t{-7200}, int64_t{8'000'000'000}}) {
    write_ramps(dir / "out.mp4", info, evenly(30, 3600, start));
    expect_same_times(read_video(dir / "out.mp4"), evenly(30, 3600), info.time_base);
  }
}

TEST(VideoWriterTest, ThreadsChangeNeitherTimesNorPictures) {
  const TempDir dir;
  const std::string by_one = written_with(1, dir / "one.mp4");
  const std::string by_eight = written_with(8, dir / "eight.mp4");
  EXPECT_NE(by_eight, by_one) << "else no further thread was started";
  EXPECT_EQ(by_eight, written_with(8, dir / "again.mp4"));
  const ReadBack one = read_video(dir / "one.mp4", true),
                 eight = read_video(dir / "eight.mp4", true);
  expect_same_times(eight, evenly(40, 1), {1, 25});
  expect_same_times(one, evenly(40, 1), {1, 25});
  for (size_t i = 0; i < 40; ++i)
    EXPECT_LT(mean_difference(one.pixels[i], eight.pixels[i]), 2) << "frame " << i;
}

TEST(VideoWriterTest, RoundsNanosecondsToMicroseconds) {
  const TempDir dir;
  StreamInfo info = stream();
  info.time_base = {1, 1'000'000'000};
  write_ramps(dir / "out.mp4", info, {0, 33'333'333, 33'333'400, 5'000'000'000});
  expect_same_times(read_video(dir / "out.mp4"), {0, 33'333, 33'334, 5'000'000}, {1, 1'000'000});
}

}  // namespace
}  // namespace vidcam
