#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/run_program.h"
#include "tests/support/temp_dir.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;
using testing::ProgramRun;
using testing::read_json;
using testing::run_vidcam;
using testing::sample_model;
using testing::sample_video;
using testing::TempDir;
using Json = nlohmann::json;

class CompareTest : public ::testing::Test {
 protected:
  ProgramRun compare(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"compare", sample_video(), "--clips",
                                       "1",       "-o",           dir_ / "out"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_vidcam(arguments);
  }
  Json record_of(const std::vector<std::string>& more) {
    const ProgramRun run = compare(more);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return read_json(base() + ".json");
  }
  [[nodiscard]] std::string base() const {
    return dir_ / ("out/" + fs::path(sample_video()).stem().string() + "_compare");
  }
  TempDir dir_;
};

Json pair_of(const Json& record, const std::string& a, const std::string& b) {
  for (const Json& pair : record["agreement"])
    if (pair["a"] == a && pair["b"] == b) return pair;
  return {};
}

TEST_F(CompareTest, TheSameModelTwiceAgreesWithItself) {
  const Json record = record_of({"-m", sample_model(), "-m", sample_model()});
  ASSERT_EQ(record["variants"].size(), 2U);
  ASSERT_EQ(record["maps"].size(), 4U);
  ASSERT_EQ(record["agreement"].size(), 6U);
  const Json same = pair_of(record, "actions_c3d gradcam top1", "actions_c3d-2 gradcam top1");
  EXPECT_NEAR(same.at("pearson").get<double>(), 1, 1e-12);
  EXPECT_NEAR(same.at("spearman").get<double>(), 1, 1e-12);
  EXPECT_EQ(same.at("top20_iou"), 1);
  const Json other = pair_of(record, "actions_c3d gradcam top1", "actions_c3d-2 gradcam++ top1");
  EXPECT_LT(other.at("pearson").get<double>(), 0.999);
  EXPECT_EQ(record["variants"][0]["predicted"]["label"], "left");
}

TEST_F(CompareTest, LayersAreVariantsOfOneModel) {
  const ProgramRun run =
      compare({"-m", sample_model(), "-l", "conv3a", "-l", "conv4a", "--method", "gradcam"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("actions_c3d_conv3a gradcam top1 and actions_c3d_conv4a: correlation"),
            std::string::npos)
      << run.err;
  const Json record = read_json(base() + ".json");
  EXPECT_EQ(record["variants"][0]["layer"], "conv3a");
  EXPECT_EQ(record["variants"][1]["layer"], "conv4a");
  EXPECT_TRUE(fs::exists(base() + ".png"));
  EXPECT_TRUE(fs::exists(dir_ / "out/actions_c3d_conv3a/left_28_gradcam.npy"));
  EXPECT_FALSE(fs::exists(dir_ / "out/actions_c3d_conv3a/left_28_gradcam.mp4"))
      << "the contact sheet is all that is painted";
}

TEST_F(CompareTest, TheTruthStandsBesideThePrediction) {
  const Json record = record_of(
      {"-m", sample_model(), "-m", sample_model(), "--method", "gradcam", "--truth", "label:up"});
  ASSERT_EQ(record["maps"].size(), 4U);
  EXPECT_EQ(record["maps"][1]["target"], "up");
  EXPECT_LT(record["maps"][1]["probability"].get<double>(), 0.01);
  EXPECT_GT(record["maps"][0]["probability"].get<double>(), 0.99);
}

TEST_F(CompareTest, RefusesWhatItCannotCompare) {
  EXPECT_EQ(compare({"-m", sample_model()}).exit_code, 2);
  EXPECT_EQ(compare({}).exit_code, 2);
  const ProgramRun unknown =
      compare({"-m", sample_model(), "-m", sample_model(), "--methods", "x"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_NE(unknown.err.find("--method"), std::string::npos) << unknown.err;
  const ProgramRun layer = compare({"-m", sample_model(), "-l", "conv3a", "-l", "conv9"});
  EXPECT_NE(layer.exit_code, 0);
  EXPECT_NE(layer.err.find("conv9"), std::string::npos);
  EXPECT_FALSE(fs::exists(dir_ / "out")) << "the first layer was explained before";
}

}  // namespace
}  // namespace vidcam
