#include <gtest/gtest.h>

#include <algorithm>
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

class ExplainTargetsTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string out(const std::string& end) const {
    return dir_ / ("out/" + fs::path(sample_video()).stem().string() + end);
  }
  [[nodiscard]] ProgramRun run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--clips", "1", "--method", "gradcam"});
    return explain({sample_video()}, dir_ / "out", arguments);
  }
  testing::TempDir dir_;
};

TEST_F(ExplainTargetsTest, WhatSpeaksForAndAgainstADifferenceHasFilesOfItsOwn) {
  const ProgramRun done =
      run({"--target", "class:0", "--versus", "class:1", "--evidence", "for,against"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const auto speaks_for = read_npy(out("_gradcam_class0-vs-class1.npy")).values;
  const auto against = read_npy(out("_gradcam_against-class0-vs-class1.npy")).values;
  EXPECT_NE(speaks_for, against);
  // relu(x) and relu(-x): no place speaks for both.
  for (size_t i = 0; i < speaks_for.size(); ++i) EXPECT_TRUE(speaks_for[i] == 0 || against[i] == 0);
  EXPECT_TRUE(fs::exists(out("_gradcam_against-class0-vs-class1_overlay.mp4")));
}

TEST_F(ExplainTargetsTest, TheRecordSaysWhoseScoreItIs) {
  const ProgramRun done =
      run({"--target", "class:0", "--versus", "class:1", "--evidence", "against"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_TRUE(fs::exists(out("_gradcam.mp4")));
  const auto target = read_json(out(".json"))["clips"][0]["targets"][0];
  EXPECT_EQ(target["index"], 0);
  EXPECT_EQ(target["versus"]["index"], 1);
  EXPECT_EQ(target["evidence"], "against");
  const double score = target["score"];
  EXPECT_LT(std::abs(score), 1e3);
  const ProgramRun plain = run({"--target", "class:0", "--force"});
  ASSERT_EQ(plain.exit_code, 0) << plain.err;
  const auto alone = read_json(out(".json"))["clips"][0]["targets"][0];
  EXPECT_FALSE(alone.contains("versus"));
  EXPECT_FALSE(alone.contains("evidence"));
  const double other = target["versus"]["logit"];
  EXPECT_NEAR(score, other - alone["score"].get<double>(), 1e-4);
}

TEST_F(ExplainTargetsTest, ChannelsOfTheLayerAreRankedForEachTarget) {
  std::ofstream names(dir_ / "names.txt");
  for (int k = 0; k < 64; ++k) names << "unit " << k << (k < 63 ? "\n" : "");
  names.close();
  const ProgramRun done = run({"--channels", "--channel-names", dir_ / "names.txt", "--target",
                               "class:0", "--target", "class:1"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const auto channels = read_json(out("_channels.json"));
  ASSERT_EQ(channels["targets"].size(), 2U);
  const auto& ranked = channels["targets"][0]["channels"];
  ASSERT_EQ(ranked.size(), 64U);
  for (size_t i = 1; i < ranked.size(); ++i)
    EXPECT_GE(ranked[i - 1]["weight"], ranked[i]["weight"]);
  EXPECT_TRUE(ranked[0].contains("name"));
  EXPECT_TRUE(fs::exists(out("_channels.csv")));
  const auto outputs = read_json(out(".json"))["outputs"];
  EXPECT_NE(std::find(outputs.begin(), outputs.end(), out("_channels.csv")), outputs.end());
}

TEST_F(ExplainTargetsTest, NamesThatDoNotFitTheChannelsAreRefused) {
  std::ofstream(dir_ / "names.txt") << "a\nb\n";
  const ProgramRun done = run({"--channels", "--channel-names", dir_ / "names.txt"});
  EXPECT_EQ(done.exit_code, 2);
  EXPECT_NE(done.err.find("lists 2 names, but the layer has 64 channels"), std::string::npos)
      << done.err;
  EXPECT_EQ(run({"--channel-names", dir_ / "names.txt"}).exit_code, 2);
}

TEST_F(ExplainTargetsTest, UnknownOnesAreRefusedWithAdvice) {
  const ProgramRun unknown = run({"--versus", "walk"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("--versus walk: unknown; use class:INDEX"), std::string::npos);
  const ProgramRun label = run({"--versus", "label:lefd"});
  EXPECT_EQ(label.exit_code, 2);
  EXPECT_NE(label.err.find("did you mean"), std::string::npos) << label.err;
  EXPECT_EQ(run({"--evidence", "both"}).exit_code, 2);
}

}  // namespace
}  // namespace vidcam
