#include <gtest/gtest.h>

#include <filesystem>

#include "pipeline/base/npy.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::explain;
using testing::ProgramRun;
using testing::read_json;
using testing::read_video;
using testing::ReadBack;
using testing::TempDir;
using testing::VideoSpec;
using testing::write_video;

// What a viewer of the two files would notice: everything but the picture is as in the source.
void expect_like_source(const std::string& source, const std::string& result) {
  const ReadBack in = read_video(source);
  const ReadBack out = read_video(result);
  EXPECT_EQ(out.codec, "h264");
  EXPECT_EQ(out.pix_fmt, "yuv420p");
  EXPECT_EQ(out.width, in.width + in.width % 2);
  EXPECT_EQ(out.height, in.height + in.height % 2);
  EXPECT_EQ(out.orientation, in.orientation);
  EXPECT_EQ(out.sample_aspect, in.sample_aspect);
  ASSERT_EQ(out.frames(), in.frames());
  const double shift = out.seconds(0) - in.seconds(0);
  for (int f = 0; f < in.frames(); ++f)
    EXPECT_NEAR(out.seconds(f) - shift, in.seconds(f), 1e-6) << "frame " << f;
  EXPECT_EQ(out.audio_codec.empty(), in.audio_codec.empty());
}

class ExplainOutputsTest : public ::testing::Test {
 protected:
  VideoSpec video(const std::string& name) {
    VideoSpec spec;
    spec.path = dir_ / name;
    spec.width = 160;
    spec.height = 120;
    spec.frames = 20;
    return spec;
  }
  ProgramRun explained(const VideoSpec& spec, const std::vector<std::string>& more = {}) {
    write_video(spec);
    ProgramRun run = explain({spec.path}, dir_ / "out", more);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run;
  }
  void expect_kept(const VideoSpec& spec) {
    explained(spec);
    const std::string stem = fs::path(spec.path).stem().string();
    expect_like_source(spec.path, dir_ / ("out/" + stem + "_gradcam.mp4"));
    expect_like_source(spec.path, dir_ / ("out/" + stem + "_gradcam++.mp4"));
  }
  TempDir dir_;
};

TEST_F(ExplainOutputsTest, WritesWhatTheContractNames) {
  const ProgramRun run = explained(video("clip.mp4"));
  const std::vector<std::string> expected{
      dir_ / "out/clip_gradcam.mp4", dir_ / "out/clip_gradcam++.mp4", dir_ / "out/clip_gradcam.npy",
      dir_ / "out/clip_gradcam++.npy", dir_ / "out/clip.json"};
  EXPECT_EQ(run.paths(), expected);
  for (const auto& path : expected) EXPECT_TRUE(fs::exists(path)) << path;
  EXPECT_EQ(std::distance(fs::directory_iterator(dir_ / "out"), fs::directory_iterator()), 5)
      << "nothing else is left";
  const NpyArray maps = read_npy(dir_ / "out/clip_gradcam.npy");
  ASSERT_EQ(maps.shape.size(), 4U);
  EXPECT_EQ(maps.shape[0], 2);
  const auto record = read_json(dir_ / "out/clip.json");
  EXPECT_EQ(record["status"], "complete");
  EXPECT_EQ(record["input"]["frames"], 20);
  EXPECT_EQ(record["clips"].size(), 2U);
  EXPECT_EQ(record["clips"][1]["first_frame"], 4) << "the last window ends on the last frame";
  EXPECT_EQ(record["clips"][0]["top"].size(), 5U);
}

// Each thread may want an arena of 64 MB of addresses: the process must have room for all of them.
TEST_F(ExplainOutputsTest, ManyCodecThreadsFitIntoTheProcess) {
  const ProgramRun run = explained(video("clip.mp4"), {"--codec-threads", "64", "--memory", "1"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(ExplainOutputsTest, KeepsConstantRate) { expect_kept(video("cfr.mp4")); }

TEST_F(ExplainOutputsTest, KeepsVariableRate) {
  VideoSpec spec = video("vfr.mkv");
  spec.time_base = {1, 1000};
  for (int f = 0; f < spec.frames; ++f) spec.pts.push_back(f * 40 + (f % 3) * 13);
  expect_kept(spec);
}

TEST_F(ExplainOutputsTest, KeepsBFramesAndNonZeroStart) {
  VideoSpec spec = video("late.mkv");
  spec.bframes = 2;
  spec.time_base = {1, 1000};
  spec.start = 1500;
  for (int f = 0; f < spec.frames; ++f) spec.pts.push_back(f * 40);
  expect_kept(spec);
}

TEST_F(ExplainOutputsTest, KeepsRotation) {
  VideoSpec spec = video("turned.mp4");
  spec.orientation = {1, false};
  expect_kept(spec);
}

TEST_F(ExplainOutputsTest, PadsOddSizesToEvenOnes) {
  VideoSpec spec = video("odd.mkv");
  spec.codec = "ffv1";
  spec.width = 161;
  spec.height = 119;
  expect_kept(spec);
}

TEST_F(ExplainOutputsTest, KeepsSampleAspect) {
  VideoSpec spec = video("wide.mp4");
  spec.sample_aspect = {4, 3};
  expect_kept(spec);
}

TEST_F(ExplainOutputsTest, TakesTenBitAndFullChroma) {
  VideoSpec spec = video("deep.mkv");
  spec.codec = "ffv1";
  spec.pix_fmt = "yuv444p10le";
  expect_kept(spec);
}

TEST_F(ExplainOutputsTest, CopiesSoundThatMp4CanHold) {
  VideoSpec spec = video("sound.mp4");
  spec.audio = "aac";
  expect_kept(spec);
  const ReadBack in = read_video(spec.path);
  const ReadBack out = read_video(dir_ / "out/sound_gradcam.mp4");
  EXPECT_EQ(out.audio_codec, "aac");
  EXPECT_EQ(out.audio_bytes, in.audio_bytes) << "copied, not encoded again";
}

TEST_F(ExplainOutputsTest, EncodesOtherSoundToAac) {
  VideoSpec spec = video("pcm.avi");
  spec.audio = "pcm_s16le";
  explained(spec);
  EXPECT_EQ(read_video(dir_ / "out/pcm_gradcam.mp4").audio_codec, "aac");
}

TEST_F(ExplainOutputsTest, LeavesSoundOutOnRequest) {
  VideoSpec spec = video("mute.mp4");
  spec.audio = "aac";
  explained(spec, {"--no-audio"});
  EXPECT_EQ(read_video(dir_ / "out/mute_gradcam.mp4").audio_codec, "");
}

TEST_F(ExplainOutputsTest, SideBySideIsAsWideAsItsPanels) {
  explained(video("clip.mp4"), {"--view", "side-by-side"});
  const ReadBack out = read_video(dir_ / "out/clip_side-by-side.mp4");
  EXPECT_EQ(out.width, 480);
  EXPECT_EQ(out.height, 120);
}

TEST_F(ExplainOutputsTest, SeveralTargetsAndViewsAreInTheNames) {
  explained(video("clip.mp4"),
            {"--target", "top:2", "--view", "masked,heat", "--method", "gradcam"});
  for (const char* name :
       {"clip_gradcam_top1_masked.mp4", "clip_gradcam_top2_heat.mp4", "clip_gradcam_top2.npy"}) {
    EXPECT_TRUE(fs::exists(dir_ / ("out/" + std::string(name)))) << name;
  }
}

TEST_F(ExplainOutputsTest, SpreadWindowsHoldJustTheirFrames) {
  VideoSpec spec = video("long.mp4");
  spec.frames = 100;
  spec.audio = "aac";
  const ProgramRun run = explained(spec, {"--clips", "2"});
  const ReadBack out = read_video(dir_ / "out/long_gradcam.mp4");
  EXPECT_EQ(out.frames(), 32);
  EXPECT_NEAR(out.seconds(31) - out.seconds(0), 31.0 / 25, 0.01) << "shown one after the other";
  const auto record = read_json(dir_ / "out/long.json");
  EXPECT_EQ(record["clips"][0]["first_frame"], 21) << "84 starts: their middles are 21 and 63";
  EXPECT_EQ(record["clips"][1]["first_frame"], 63);
  EXPECT_NE(run.err.find("sound is left out"), std::string::npos) << run.err;
}

TEST_F(ExplainOutputsTest, AWindowAtATimeIsTheSameClipAsInTheWholeVideo) {
  VideoSpec spec = video("long.mp4");
  spec.frames = 64;
  explained(spec, {"--no-text"});
  const NpyArray whole = read_npy(dir_ / "out/long_gradcam.npy");
  const ProgramRun at = explain({spec.path}, dir_ / "at", {"--clips", "at:1.28"});
  ASSERT_EQ(at.exit_code, 0) << at.err;
  const NpyArray window = read_npy(dir_ / "at/long_gradcam.npy");
  ASSERT_EQ(window.shape[0], 1);
  const size_t size = window.values.size();
  const std::vector<float> same(whole.values.begin() + static_cast<std::ptrdiff_t>(2 * size),
                                whole.values.begin() + static_cast<std::ptrdiff_t>(3 * size));
  for (size_t i = 0; i < size; ++i)
    EXPECT_NEAR(window.values[i], same[i], 1e-4 * (1 + std::abs(same[i])));
}

TEST_F(ExplainOutputsTest, AnExistingResultIsKeptUnlessForced) {
  const VideoSpec spec = video("clip.mp4");
  explained(spec);
  const auto before = fs::last_write_time(dir_ / "out/clip.json");
  const ProgramRun again = explain({spec.path}, dir_ / "out");
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(again.out, "");
  EXPECT_NE(again.err.find("kept the result that is there"), std::string::npos) << again.err;
  EXPECT_EQ(fs::last_write_time(dir_ / "out/clip.json"), before);
  EXPECT_EQ(explain({spec.path}, dir_ / "out", {"--force"}).paths().size(), 5U);
}

TEST_F(ExplainOutputsTest, WhatTheModelSawCanBeExplainedAgain) {
  explained(video("clip.mp4"), {"--dump-clips", dir_ / "seen"});
  const ProgramRun again = explain({dir_ / "seen/clip_clip00001.npy"}, dir_ / "again");
  ASSERT_EQ(again.exit_code, 0) << again.err;
  const NpyArray first = read_npy(dir_ / "out/clip_gradcam.npy");
  const NpyArray second = read_npy(dir_ / "again/clip_clip00001_gradcam.npy");
  const size_t size = second.values.size();
  for (size_t i = 0; i < size; ++i) {
    EXPECT_NEAR(second.values[i], first.values[size + i],
                1e-5 * (1 + std::abs(first.values[size + i])));
  }
}

TEST_F(ExplainOutputsTest, NormalizingOverTheVideoAndVideoTop1Work) {
  VideoSpec spec = video("clip.mp4");
  spec.frames = 40;
  explained(spec, {"--normalize", "video", "--target", "video-top1"});
  const auto record = read_json(dir_ / "out/clip.json");
  EXPECT_EQ(record["conventions"]["normalize"], "video");
  EXPECT_EQ(record["clips"].size(), 3U);
  EXPECT_EQ(record["clips"][0]["targets"][0]["index"], record["clips"][2]["targets"][0]["index"]);
  EXPECT_EQ(read_video(dir_ / "out/clip_gradcam.mp4").frames(), 40);
}

}  // namespace
}  // namespace vidcam
