#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/cli/run_program.h"
#include "tests/support/media.h"
#include "tests/support/shared_data.h"
#include "tests/support/small_disk.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::explain;
using ::testing::HasSubstr;
using testing::ProgramRun;
using testing::run_vidcam;
using testing::shared_data;
using testing::VideoSpec;
using testing::write_video;

class ExplainErrorsTest : public ::testing::Test {
 protected:
  std::string video(int frames = 20) {
    VideoSpec spec;
    spec.path = dir_ / "good.mp4";
    spec.width = 160;
    spec.height = 120;
    spec.frames = frames;
    write_video(spec);
    return spec.path;
  }
  void expect_refused(const std::string& input, int exit_code, const std::string& text) {
    const ProgramRun run = explain({input}, dir_ / "out");
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(text));
    EXPECT_THAT(run.err, HasSubstr("error: "));
    expect_nothing_written();
  }
  void expect_nothing_written() {
    if (!fs::exists(dir_ / "out")) return;
    EXPECT_TRUE(fs::is_empty(dir_ / "out")) << *fs::directory_iterator(dir_ / "out");
  }
  void expect_model_refused(const std::string& model, int exit_code, const std::string& text) {
    const ProgramRun run = run_vidcam({"explain", video(), "-m", model, "-o", dir_ / "out"});
    EXPECT_EQ(run.exit_code, exit_code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(text));
    EXPECT_EQ(std::count(run.err.begin(), run.err.end(), '\n'), 1) << run.err;
    expect_nothing_written();
  }
  testing::TempDir dir_;
};

TEST_F(ExplainErrorsTest, MissingFile) { expect_refused(dir_ / "gone.mp4", 66, "no such file"); }

TEST_F(ExplainErrorsTest, FolderWithoutPictures) {
  fs::create_directories(dir_ / "folder");
  expect_refused(dir_ / "folder", 65, "folder");
}

TEST_F(ExplainErrorsTest, EmptyFile) {
  std::ofstream(dir_ / "empty.mp4").close();
  expect_refused(dir_ / "empty.mp4", 65, "empty");
}

TEST_F(ExplainErrorsTest, TextUnderAVideosName) {
  std::ofstream(dir_ / "text.mp4") << "this is no video\n";
  expect_refused(dir_ / "text.mp4", 65, "text.mp4");
}

TEST_F(ExplainErrorsTest, AFifoDoesNotHang) {
  ASSERT_EQ(::mkfifo((dir_ / "pipe.mp4").c_str(), 0600), 0);
  expect_refused(dir_ / "pipe.mp4", 65, "regular file");
}

TEST_F(ExplainErrorsTest, ATruncatedVideoIsExplainedAsFarAsItGoes) {
  VideoSpec spec;
  spec.path = dir_ / "cut.mp4";
  spec.width = 160;
  spec.height = 120;
  spec.frames = 80;
  spec.muxer_options = "movflags=+faststart";
  write_video(spec);
  fs::resize_file(spec.path, fs::file_size(spec.path) * 6 / 10);
  const ProgramRun run = explain({spec.path}, dir_ / "out");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto record = testing::read_json(dir_ / "out/cut.json");
  EXPECT_EQ(record["status"], "partial");
  EXPECT_LT(record["input"]["frames"], 80);
  EXPECT_THAT(run.err, HasSubstr("warning: "));
  EXPECT_EQ(testing::read_video(dir_ / "out/cut_gradcam.mp4").frames(), record["input"]["frames"]);
}

TEST_F(ExplainErrorsTest, UnknownLayerNamesTheNearest) {
  const ProgramRun run = explain({video()}, dir_ / "out", {"-l", "conv9"});
  EXPECT_EQ(run.exit_code, 65) << run.err;
  EXPECT_THAT(run.err, HasSubstr("conv9"));
  EXPECT_THAT(run.err, HasSubstr("conv1"));
}

TEST_F(ExplainErrorsTest, UnknownLabelNamesTheNearest) {
  const ProgramRun run = explain({video()}, dir_ / "out", {"--target", "label:rihgt"});
  EXPECT_EQ(run.exit_code, 2) << run.err;
  EXPECT_THAT(run.err, HasSubstr("right"));
}

TEST_F(ExplainErrorsTest, ClassOutOfRange) {
  const ProgramRun run = explain({video()}, dir_ / "out", {"--target", "class:4711"});
  EXPECT_EQ(run.exit_code, 2) << run.err;
  EXPECT_THAT(run.err, HasSubstr("4711"));
  expect_nothing_written();
}

TEST_F(ExplainErrorsTest, UnknownMethodAndTarget) {
  EXPECT_EQ(explain({video()}, dir_ / "out", {"--method", "gradcam+"}).exit_code, 2);
  EXPECT_EQ(explain({video()}, dir_ / "out", {"--target", "best"}).exit_code, 2);
}

TEST_F(ExplainErrorsTest, MissingModel) { expect_model_refused(dir_ / "none.pt", 66, "none.pt"); }

TEST_F(ExplainErrorsTest, AFileThatIsNoModel) {
  std::ofstream(dir_ / "text.pt") << "weights\n";
  expect_model_refused(dir_ / "text.pt", 65, "text.pt");
}

TEST_F(ExplainErrorsTest, MobileModelsAreRefusedWithAdvice) {
  const auto model = shared_data("models/asl.ptl");
  if (!model) GTEST_SKIP() << "shared data is not here";
  expect_model_refused(model->string(), 65, "torch.jit");
}

TEST_F(ExplainErrorsTest, AModelThatWantsAnotherInputSize) {
  fs::copy(testing::sample_model(), dir_ / "model.pt");
  auto card =
      testing::read_json(fs::path(testing::sample_model()).replace_extension(".json").string());
  card["input"]["frames"] = 2;  // pooled away in time before the last layers
  std::ofstream(dir_ / "model.json") << card;
  const ProgramRun run =
      run_vidcam({"explain", video(), "-m", dir_ / "model.pt", "-o", dir_ / "out"});
  EXPECT_EQ(run.exit_code, 65) << run.err;
  EXPECT_THAT(run.err, HasSubstr("2x"));
  EXPECT_EQ(run.err.find("Traceback"), std::string::npos);
}

TEST_F(ExplainErrorsTest, AFolderThatCannotBeWritten) {
  std::ofstream(dir_ / "out") << "in the way";
  const ProgramRun run = explain({video()}, dir_ / "out");
  EXPECT_EQ(run.exit_code, 74) << run.err;
  EXPECT_THAT(run.err, HasSubstr("is no folder"));
}

TEST_F(ExplainErrorsTest, ADiskTooSmallForTheFinishedClips) {
  const testing::SmallDisk disk("8k");
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a small file system";
  // The first of two readings writes nothing but what is kept for the second.
  const ProgramRun run =
      explain({video(400)}, disk.dir().path().string(), {"--normalize", "video"});
  EXPECT_EQ(run.exit_code, 74) << run.err;
  EXPECT_THAT(run.err, HasSubstr("error: " + disk.dir().path().string() +
                                 ": cannot hold the finished clips of " + dir_.path().string()));
  EXPECT_THAT(run.err, HasSubstr("No space left on device; free some room"));
  EXPECT_TRUE(fs::is_empty(disk.dir().path()));
}

TEST_F(ExplainErrorsTest, NoModelNoInput) {
  EXPECT_EQ(run_vidcam({"explain", "x.mp4"}).exit_code, 2);
  EXPECT_EQ(run_vidcam({"explain", "-m", testing::sample_model()}).exit_code, 2);
}

}  // namespace
}  // namespace vidcam
