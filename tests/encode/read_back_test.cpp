#include "encode/read_back.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "encode/mp4_file.h"
#include "encode/video_track.h"
#include "encode/writer.h"
#include "tests/encode/test_frames.h"
#include "tests/support/expect_error.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::expect_error;
using testing::ramp_frame;
using testing::read_video;
using testing::TempDir;

constexpr int kFrames = 30;

class ReadBackTest : public ::testing::Test {
 protected:
  [[nodiscard]] static StreamInfo info() {
    StreamInfo info;
    info.width = 64;
    info.height = 48;
    info.time_base = {1, 1000};
    info.frame_rate = {25, 1};
    return info;
  }
  [[nodiscard]] std::unique_ptr<Writer> writer() const {
    WriterOptions options;
    options.preset = "ultrafast";  // no B-frames: pictures are decoded when they are shown
    return open_video_writer(path_, info(), 64, 48, nullptr, options);
  }
  // Some of them twice as long as the others.
  static void write_frames(Writer& writer) {
    for (int i = 0; i < kFrames; ++i) writer.write(ramp_frame(64, 48, 40 * i + 40 * (i / 10)));
  }
  // What write_frames() wrote: the last frame comes at 1.24 s.
  [[nodiscard]] WrittenPictures written() const {
    return {0, kFrames, std::llround(1.24 / read_video(path_).time_base.value())};
  }
  void expect_refused(const WrittenPictures& pictures, const std::string& why) const {
    expect_error(
        ExitCode::Io, [&] { check_read_back(path_, "a.mp4", pictures); },
        "a.mp4: cannot be read back: " + why);
  }
  TempDir dir_;
  std::string path_ = dir_ / "out.mp4";
};

TEST_F(ReadBackTest, HoldsTheIndexAgainstWhatWasWritten) {
  const auto out = writer();
  write_frames(*out);
  out->close();
  const WrittenPictures right = written();
  EXPECT_NO_THROW(check_read_back(path_, "a.mp4", right));
  expect_refused({0, kFrames + 1, right.span}, "it has pictures 30 of 31 written");
  expect_refused({0, kFrames, right.span + 1}, "its pictures span ticks ");
  expect_refused({1, kFrames, right.span}, "it has no pictures");
}

// With B-frames and steps that vary, what the file says it lasts is not what was written.
TEST_F(ReadBackTest, AVariableRateIsNoDamage) {
  for (const int step : {13, 400, 5000}) {
    const auto out = open_video_writer(path_, info(), 64, 48, nullptr);
    for (int i = 0; i < kFrames; ++i)
      out->write(ramp_frame(64, 48, (40 + 3 * step) * i + i % 3 * step));
    EXPECT_NO_THROW(out->close()) << step;
  }
}

TEST_F(ReadBackTest, RefusesAFileThatIsNotWhole) {
  const auto out = writer();
  write_frames(*out);
  out->close();
  const WrittenPictures right = written();
  const auto bytes = fs::file_size(path_);
  fs::resize_file(path_, bytes - 1);
  expect_refused(right, "it has bytes " + std::to_string(bytes - 1) + " of " +
                            std::to_string(bytes) + " written");
  fs::resize_file(path_, 100);
  expect_refused(right, "");
  std::ofstream(path_) << "no video";
  expect_refused(right, "");
  fs::remove(path_);
  expect_refused(right, "No such file");
}

TEST_F(ReadBackTest, WhatIsDamagedOnceItIsCompleteGetsNoName) {
  {
    Mp4File file(path_);
    const Frame first = ramp_frame(64, 48, 0);
    VideoTrack track(file, info(), first, info().time_base, {});
    file.begin(1000);
    for (int64_t i = 0; i < kFrames; ++i)
      track.write(ramp_frame(64, 48, static_cast<int>(40 * i)), 40 * i);
    track.finish();
    file.complete();
    const fs::path temporary = fs::directory_iterator(dir_.path())->path();
    fs::resize_file(temporary, fs::file_size(temporary) - 1);
    expect_error(
        ExitCode::Io, [&] { file.commit(); }, path_ + ": cannot be read back: it has bytes ");
  }
  EXPECT_TRUE(fs::is_empty(dir_.path()));
}

}  // namespace
}  // namespace vidcam
