#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "explain3d/clip_explainer.h"
#include "pipeline/base/npy.h"
#include "pipeline/cli/explain/explain_options.h"
#include "tests/support/temp_dir.h"

// --preset pytorch-grad-cam against what that package says of the same nets: of those whose maps
// stand in tests/fixtures, and of the package itself where a Python that has it is named by
// VIDCAM_PYTHON_WITH_GRAD_CAM.
namespace vidcam {
namespace {

struct Case {
  std::string net, layers, method;
};

// Shown over the model's input, 0..1.
std::vector<double> shown_by_us(const std::string& folder, const Case& one, int target) {
  ExplainOptions options =
      settings_from(read_explain_options({"x.npy", "-m", folder + "/" + one.net + ".pt", "--preset",
                                          "pytorch-grad-cam", "--layer", one.layers, "--method",
                                          one.method, "--device", "cpu"}))
          .model;
  ClipExplainer explainer(options);
  const std::vector<TargetSpec> targets = {{{ClassChoice::Kind::Class, target}}};
  const NpyArray input = read_npy(folder + "/" + one.net + "_input.npy");
  const Heat heat = explainer.explain(input, targets)[0].targets[0].maps[0].heat;
  std::vector<double> shown;
  for (const float v : heat.values) shown.push_back((v - heat.low) / (heat.high - heat.low));
  return shown;
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    mean_a += a[i] / static_cast<double>(a.size());
    mean_b += b[i] / static_cast<double>(a.size());
  }
  for (size_t i = 0; i < a.size(); ++i) {
    ab += (a[i] - mean_a) * (b[i] - mean_b);
    aa += (a[i] - mean_a) * (a[i] - mean_a);
    bb += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return ab / std::sqrt(aa * bb);
}

void expect_the_packages_maps(const std::string& folder) {
  std::ifstream file(folder + "/cases.json");
  const auto all = nlohmann::json::parse(file);
  int compared = 0;
  for (const auto& j : all["cases"]) {
    SCOPED_TRACE(j.dump());
    const auto ours = shown_by_us(folder, {j["net"], j["layers"], j["method"]}, all["target"]);
    const NpyArray map = read_npy(folder + "/" + j["map"].get<std::string>());
    const std::vector<double> theirs(map.values.begin(), map.values.end());
    ASSERT_EQ(ours.size(), theirs.size());
    EXPECT_GE(correlation(ours, theirs), 0.9999);
    double worst = 0;
    for (size_t i = 0; i < ours.size(); ++i) worst = std::max(worst, std::abs(ours[i] - theirs[i]));
    EXPECT_LE(worst, 1e-3);
    ++compared;
  }
  EXPECT_EQ(compared, 24);
}

TEST(PytorchGradCamTest, ItsPresetGivesTheMapsThatItGave) {
  expect_the_packages_maps(std::string(VIDCAM_SOURCE_DIR) + "/tests/fixtures/pytorch_grad_cam");
}

TEST(PytorchGradCamTest, ItsPresetGivesTheMapsThatItGivesNow) {
  const char* python = std::getenv("VIDCAM_PYTHON_WITH_GRAD_CAM");
  if (python == nullptr) GTEST_SKIP() << "VIDCAM_PYTHON_WITH_GRAD_CAM names no Python";
  const testing::TempDir dir;
  const std::string command = std::string("'") + python + "' -B '" + VIDCAM_SOURCE_DIR +
                              "/tests/cli/pytorch_grad_cam_maps.py' '" + dir.path().string() + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  expect_the_packages_maps(dir.path().string());
}

}  // namespace
}  // namespace vidcam
