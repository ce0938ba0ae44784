#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "pipeline/base/npy.h"
#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::explain;
using testing::ProgramRun;
using testing::read_json;
using testing::sample_video;

const std::vector<std::string> kMethods = {"gradcam",
                                           "gradcam++",
                                           "gradcam++-signed",
                                           "gradcam++-softmax",
                                           "hirescam",
                                           "layercam",
                                           "xgradcam",
                                           "eigencam",
                                           "scorecam",
                                           "ablationcam",
                                           "excitation-backprop",
                                           "c-mwp"};

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ",") + name;
  return list;
}

class ExplainMethodsTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string out(const std::string& name) const { return dir_ / ("out/" + name); }
  [[nodiscard]] std::string stem() const { return fs::path(sample_video()).stem().string(); }

  testing::TempDir dir_;
};

TEST_F(ExplainMethodsTest, EveryMethodWritesAMapOfItsOwn) {
  const ProgramRun run =
      explain({sample_video()}, dir_ / "out", {"--method", joined(kMethods), "--clips", "1"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  std::vector<std::vector<float>> seen;
  for (const std::string& method : kMethods) {
    EXPECT_TRUE(fs::exists(out(stem() + "_" + method + ".mp4"))) << method;
    seen.push_back(read_npy(out(stem() + "_" + method + ".npy")).values);
    for (size_t i = 0; i + 1 < seen.size(); ++i) EXPECT_NE(seen[i], seen.back()) << method;
  }
  const auto record = read_json(out(stem() + ".json"));
  EXPECT_EQ(record["conventions"]["methods"]["c-mwp"]["negative_responses"],
            "excite nothing: taken as 0");
  for (const std::string& method : kMethods)
    EXPECT_EQ(record["clips"][0]["targets"][0]["methods"][method]["status"], "ok") << method;
}

TEST_F(ExplainMethodsTest, TheRecordSaysWhatAMethodChose) {
  const ProgramRun run =
      explain({sample_video()}, dir_ / "out",
              {"--method", "gradcam,scorecam,gradcam++-softmax", "--clips", "1"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto chosen = read_json(out(stem() + ".json"))["conventions"]["methods"];
  EXPECT_EQ(chosen["scorecam"]["weights"], "softmax over the channels (algorithm 1)");
  EXPECT_TRUE(chosen["scorecam"].contains("baseline"));
  EXPECT_EQ(chosen["gradcam++-softmax"]["classes_left_out"],
            "together at most 1e-06 of the probability of all other classes");
  EXPECT_FALSE(chosen.contains("gradcam"));
}

TEST_F(ExplainMethodsTest, WhatAMethodCostsIsSaidBeforeItStarts) {
  const ProgramRun dear =
      explain({sample_video()}, dir_ / "out", {"--method", "gradcam,ablationcam", "--dry-run"});
  EXPECT_NE(dear.err.find("ablationcam asks the model again: "), std::string::npos) << dear.err;
  const ProgramRun cheap = explain({sample_video()}, dir_ / "out", {"--dry-run"});
  EXPECT_EQ(cheap.err.find("asks the model again"), std::string::npos) << cheap.err;
}

// The media process of the other video has long sent its clip when the model is free to hear it.
TEST_F(ExplainMethodsTest, ABatchThatTakesLongDoesNotCountAsSilence) {
  const std::string second = dir_ / "second.mp4";
  fs::copy_file(sample_video(), second);
  const ProgramRun run = explain({sample_video(), second}, dir_ / "out",
                                 {"--method", "scorecam", "--batch", "1", "--clips", "1", "--jobs",
                                  "2", "--target", "top:2", "--stall-timeout", "3"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(ExplainMethodsTest, CamRefusesAHeadThatIsNotPoolingAndALinearLayer) {
  const ProgramRun run = explain({sample_video()}, dir_ / "out",
                                 {"--method", "cam", "--layer", "conv1", "--clips", "1"});
  EXPECT_EQ(run.exit_code, 65);
  EXPECT_NE(run.err.find("not global average pooling and a linear layer"), std::string::npos)
      << run.err;
}

bool processor_has(const std::string& flag) {
  std::ifstream info("/proc/cpuinfo");
  std::string word;
  while (info >> word)
    if (word == flag) return true;
  return false;
}

TEST_F(ExplainMethodsTest, Int8IsRecordedWithHowNearItIs) {
  const ProgramRun run =
      explain({sample_video()}, dir_ / "out", {"--precision", "int8", "--view", "source"});
  if (!processor_has("avx512_vnni") && !processor_has("amx_int8")) {
    EXPECT_EQ(run.exit_code, 65);
    EXPECT_NE(run.err.find("int8 cannot be used: "), std::string::npos) << run.err;
    return;
  }
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto model = read_json(out(stem() + ".json"))["model"];
  EXPECT_EQ(model["precision"], "int8");
  EXPECT_TRUE(model["precision_reason"].get<std::string>().starts_with(
      "int8: Grad-CAM of the first clip correlates by "));
  const auto bytes = read_npy(out(stem() + "_gradcam.npy")).values;
  ASSERT_EQ(explain({sample_video()}, dir_ / "wide", {"--precision", "fp32", "--view", "source"})
                .exit_code,
            0);
  EXPECT_NE(bytes, read_npy(dir_ / ("wide/" + stem() + "_gradcam.npy")).values);
}

}  // namespace
}  // namespace vidcam
