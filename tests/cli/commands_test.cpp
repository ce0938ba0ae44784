#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/cli/run_program.h"

namespace vidcam {
namespace {

using testing::ProgramRun;
using testing::run_vidcam;
using testing::sample_model;
using testing::sample_video;

TEST(CommandsTest, HelpLeadsWithExamplesAndEndsWithExitCodes) {
  const ProgramRun run = run_vidcam({"--help"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_LT(run.out.find("vidcam explain clip.mp4 -m model.pt"), run.out.find("Commands"));
  EXPECT_LT(run.out.find("Commands"), run.out.find("Exit codes: 0 all done"));
}

TEST(CommandsTest, EveryCommandHasHelp) {
  for (const char* command : {"ask", "caption", "doctor", "eval", "explain", "layers", "methods",
                              "model", "report", "study"}) {
    const ProgramRun run = run_vidcam({command, "--help"});
    EXPECT_EQ(run.exit_code, 0) << command;
    EXPECT_NE(run.out.find("vidcam " + std::string(command)), std::string::npos) << run.out;
  }
}

TEST(CommandsTest, NoCommandIsAUsageError) {
  EXPECT_EQ(run_vidcam({}).exit_code, 2);
  const ProgramRun run = run_vidcam({"explian"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_EQ(run.err, "error: no command 'explian'; did you mean explain? (see vidcam --help)\n");
}

TEST(CommandsTest, LayersMarksTheDefault) {
  const ProgramRun run = run_vidcam({"layers", sample_model()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.out.find("* conv"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("conv1"), std::string::npos);
}

TEST(CommandsTest, LayersAsJsonIsOneObjectALine) {
  const ProgramRun run = run_vidcam({"layers", sample_model(), "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  int defaults = 0;
  for (const std::string& line : run.paths()) {
    const auto layer = nlohmann::json::parse(line);
    EXPECT_TRUE(layer.contains("name") && layer.contains("shape") && layer.contains("calls"))
        << line;
    if (layer["default"] == true) ++defaults;
  }
  EXPECT_EQ(defaults, 1);
}

TEST(CommandsTest, ModelSaysWhatAFileHolds) {
  const ProgramRun text = run_vidcam({"model", sample_model()});
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_NE(text.out.find("input      x: Tensor"), std::string::npos) << text.out;
  const ProgramRun run = run_vidcam({"model", sample_model(), "--json"});
  const auto said = nlohmann::json::parse(run.out);
  EXPECT_EQ(said["operators"]["aten::conv3d"], 5);
  EXPECT_GT(said["weights"]["float32"], 100000);
}

TEST(CommandsTest, ModelSaysWhyAFileIsRefused) {
  const ProgramRun run = run_vidcam({"model", sample_video()});
  EXPECT_EQ(run.exit_code, 65);
  EXPECT_NE(run.err.find("is no PyTorch archive"), std::string::npos) << run.err;
}

TEST(CommandsTest, MethodsNamePaperAndEquation) {
  const ProgramRun run = run_vidcam({"methods"});
  EXPECT_NE(run.out.find("gradcam++"), std::string::npos);
  EXPECT_NE(run.out.find("1710.11063"), std::string::npos) << run.out;
  const size_t scorecam = run.out.find("scorecam\n");
  ASSERT_NE(scorecam, std::string::npos);
  EXPECT_NE(run.out.find("asks the model again: a forward pass", scorecam), std::string::npos);
  EXPECT_EQ(run.out.find("asks the model again"), run.out.find("asks the model again: a backward"))
      << "the first with a cost is gradcam++-softmax";
}

}  // namespace
}  // namespace vidcam
