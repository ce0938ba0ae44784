#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "pipeline/base/npy.h"
#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/shared_data.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::explain;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::read_json;
using testing::read_video;
using testing::run_vidcam;
using testing::shared_data;
using testing::TempDir;
using testing::VideoSpec;
using testing::write_video;

VideoSpec small(const std::string& path, int frames) {
  VideoSpec spec;
  spec.path = path;
  spec.width = 160;
  spec.height = 120;
  spec.frames = frames;
  return spec;
}

TEST(ExplainInputsTest, AVideoOfOneFrameWorks) {
  const TempDir dir;
  write_video(small(dir / "one.mp4", 1));
  const ProgramRun run = explain({dir / "one.mp4"}, dir / "out");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(read_video(dir / "out/one_gradcam.mp4").frames(), 1);
  EXPECT_EQ(read_json(dir / "out/one.json")["clips"][0]["frames"], 1);
}

TEST(ExplainInputsTest, AFolderOfFramesIsAVideo) {
  const TempDir dir;
  fs::create_directories(dir / "frames");
  for (int f = 0; f < 18; ++f)
    write_video(small(dir / ("frames/" + std::to_string(f) + ".png"), 1));
  const ProgramRun run = explain({dir / "frames"}, dir / "out");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(read_video(dir / "out/frames_gradcam.mp4").frames(), 18);
}

TEST(ExplainInputsTest, GifIsAVideo) {
  const TempDir dir;
  VideoSpec spec = small(dir / "moving.gif", 17);
  spec.codec = "gif";
  spec.frame_rate = {10, 1};
  write_video(spec);
  const ProgramRun run = explain({spec.path}, dir / "out");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(read_video(dir / "out/moving_gradcam.mp4").frames(), 17);
}

TEST(ExplainInputsTest, OneBadInputDoesNotStopTheOthers) {
  const TempDir dir;
  write_video(small(dir / "a.mp4", 16));
  write_video(small(dir / "b.mp4", 16));
  const ProgramRun run = explain({dir / "a.mp4", dir / "gone.mp4", dir / "b.mp4"}, dir / "out");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.paths().size(), 10U);
  EXPECT_NE(run.err.find("error: " + (dir / "gone.mp4") + ": no such file"), std::string::npos)
      << run.err;
}

TEST(ExplainInputsTest, AVideoNeverSeesTheOneBeforeIt) {
  const TempDir dir;
  VideoSpec a = small(dir / "a.mp4", 24);
  VideoSpec b = small(dir / "b.mp4", 40);
  a.painting = testing::four_corners(160, 120);
  write_video(a);
  write_video(b);
  ASSERT_EQ(explain({a.path, b.path}, dir / "both").exit_code, 0);
  ASSERT_EQ(explain({b.path}, dir / "alone").exit_code, 0);
  for (const char* name : {"b_gradcam.npy", "b_gradcam++.npy"}) {
    const NpyArray both = read_npy(dir / ("both/" + std::string(name)));
    const NpyArray alone = read_npy(dir / ("alone/" + std::string(name)));
    ASSERT_EQ(both.shape, alone.shape);
    float largest = 0;
    for (const float v : alone.values) largest = std::max(largest, v);
    // Batches differ, so sums may be taken in another order.
    for (size_t i = 0; i < both.values.size(); ++i)
      ASSERT_NEAR(both.values[i], alone.values[i], 1e-4F * largest + 1e-12F);
  }
}

TEST(ExplainInputsTest, RecursiveFindsThemAll) {
  const TempDir dir;
  fs::create_directories(dir / "v/deep");
  write_video(small(dir / "v/a.mp4", 16));
  write_video(small(dir / "v/deep/a.mp4", 16));
  const ProgramRun run = explain({dir / "v"}, dir / "out", {"--recursive", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.paths().size(), 2U) << "one JSON line an input";
  EXPECT_EQ(std::distance(fs::directory_iterator(dir / "out"), fs::directory_iterator()), 10)
      << "no result overwrote another";
}

TEST(ExplainInputsTest, APictureWithAnImageModelGivesAPicture) {
  const auto model = shared_data("models/squeezenet_v1.0_imagenet1000_scripted.pt");
  const auto picture = shared_data("images/pytorch_grad_cam/both.png");
  if (!model || !picture) GTEST_SKIP() << "shared data is not here";
  const TempDir dir;
  const ProgramRun run =
      run_vidcam({"explain", picture->string(), "-m", model->string(), "-o", dir / "out"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto out = read_video(dir / "out/both_gradcam.png");
  const auto in = read_video(picture->string());
  EXPECT_EQ(out.codec, "png");
  EXPECT_EQ(out.width, in.width);
  EXPECT_EQ(out.height, in.height);
  EXPECT_EQ(read_npy(dir / "out/both_gradcam.npy").shape.size(), 3U);
}

TEST(ExplainInputsTest, AFolderOfPicturesWithAModelOfPicturesSaysWhatElseCouldBeMeant) {
  const auto model = shared_data("models/asl29_cnn_scripted.pt");
  const auto pictures = shared_data("images/asl");
  if (!model || !pictures) GTEST_SKIP() << "shared data is not here";
  const TempDir dir;
  const ProgramRun run = run_vidcam(
      {"explain", pictures->string(), "-m", model->string(), "-o", dir / "out", "--dry-run"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("the frames of one video; --recursive explains each by itself"));
}

}  // namespace
}  // namespace vidcam
