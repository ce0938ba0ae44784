#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>

#include "explain3d/clip_explainer.h"
#include "tests/support/npy64.h"
#include "tests/support/temp_dir.h"

// The model table: each of its models, as torch makes a file of it, against maps that Python's
// autograd gives in float64. VIDCAM_MODEL_TABLE_PYTHON names a Python with torch and torchvision
// (tests/model_table/environment.sh makes one and prints its path).
namespace vidcam {
namespace {

using nlohmann::json;
using testing::Npy64;
using testing::read_npy64;
using testing::TempDir;

const std::string kFolder = std::string(VIDCAM_SOURCE_DIR) + "/tests/model_table";

// Of a map's maximum. Raw maps are stored in float32, whose rounding is 6e-8.
constexpr double kFloat64 = 1e-6;
// Of a float32 file: ten times what torch's own float32 is off, and never less than this.
constexpr double kFloat32 = 1e-5;

int run_python(const char* python, const std::string& arguments) {
  const std::string command =
      std::string("'") + python + "' -B '" + kFolder + "/export_models.py' " + arguments;
  return std::system(command.c_str());
}

json read_json_file(const std::string& path) {
  std::ifstream file(path);
  return json::parse(file);
}

double largest_difference(const Heat& heat, const Npy64& expected) {
  const double top = *std::max_element(expected.values.begin(), expected.values.end());
  double worst = 0;
  for (size_t i = 0; i < expected.values.size(); ++i) {
    const double off = std::abs(static_cast<double>(heat.values[i]) - expected.values[i]);
    if (!std::isfinite(off)) return off;
    worst = std::max(worst, off);
  }
  return worst / top;
}

class ModelTableTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const char* python = std::getenv("VIDCAM_MODEL_TABLE_PYTHON");
    if (python == nullptr) GTEST_SKIP() << "VIDCAM_MODEL_TABLE_PYTHON names no Python";
    const auto arguments = GetParam() + " --out '" + dir_.path().string() + "'";
    ASSERT_EQ(run_python(python, arguments), 0) << arguments;
    row_ = read_json_file(dir_ / "row.json");
  }

  [[nodiscard]] ExplainOptions options(const std::string& kind, const std::string& type) const {
    ExplainOptions wanted;
    wanted.model_path = dir_ / (kind + "_" + type + ".pt");
    wanted.card = dir_ / "card.json";
    wanted.layer = row_["layers"][kind];
    wanted.rectified = row_["rectified"];
    wanted.device = "cpu";
    wanted.precision = PrecisionRequest::Float32;
    return wanted;
  }

  void check(const std::string& kind, const std::string& type,
             const std::array<double, 2>& bounds) const {
    SCOPED_TRACE(kind + ", " + type);
    ClipExplainer explainer(options(kind, type));
    // Others beside it, whose gradients share its backward pass.
    const int wanted = row_["class"];
    std::vector<TargetSpec> targets;
    for (const int one : {0, wanted, 1}) targets.push_back({{ClassChoice::Kind::Class, one}});
    const auto clips = explainer.explain(read_npy(dir_ / "input.npy"), targets);
    const TargetExplanation& of = clips.at(0).targets.at(1);
    const double score = row_["score"];
    EXPECT_NEAR(of.score, score, bounds[0] * std::abs(score));
    EXPECT_EQ(explainer.facts().precision, type == "float64" ? "fp64" : "fp32");
    std::printf("%s | %s | %s %s", GetParam().c_str(), explainer.facts().layer.c_str(),
                kind.c_str(), type.c_str());
    for (size_t i = 0; i < of.maps.size(); ++i) {
      const MethodMap& map = of.maps[i];
      const Npy64 expected = read_npy64(dir_ / (map.method + ".npy"));
      ASSERT_EQ(map.heat.values.size(), expected.values.size());
      EXPECT_EQ(map.status, MapStatus::Ok) << map.method;
      const double difference = largest_difference(map.heat, expected);
      EXPECT_LE(difference, bounds.at(i)) << map.method;
      std::printf(" | %.1e", difference);
    }
    std::printf("\n");
  }

  TempDir dir_;
  json row_;
};

// A float32 file is what a user has.
TEST_P(ModelTableTest, ItsMapsAreThoseOfAutogradInFloat64) {
  for (const char* kind : {"scripted", "traced", "frozen"})
    check(kind, "float64", {kFloat64, kFloat64});
  const auto& off = row_["float32_difference"];
  check("scripted", "float32",
        {std::max(kFloat32, 10 * off["gradcam"].get<double>()),
         std::max(kFloat32, 10 * off["gradcam++"].get<double>())});
}

const std::vector<std::string> kRows = {
    "c3d",          "r3d_18",          "mc3_18",          "r2plus1d_18", "s3d",
    "mvit_v2_s",    "swin3d_t",        "slowfast",        "convlstm",    "vit_b_16",
    "swin_t",       "vgg16",           "alexnet",         "googlenet",   "resnet50",
    "resnet101",    "wide_resnet50_2", "efficientnet_b0", "densenet121", "mobilenet_v2",
    "squeezenet1_1"};

INSTANTIATE_TEST_SUITE_P(Rows, ModelTableTest, ::testing::ValuesIn(kRows),
                         [](const auto& tested) { return tested.param; });

TEST(ModelTableScriptTest, EveryRowOfItIsTested) {
  std::ifstream file(kFolder + "/models.py");
  const std::string script{std::istreambuf_iterator<char>(file), {}};
  const std::regex row(R"re(\n    Row\("(\w+)")re");
  std::vector<std::string> names;
  for (std::sregex_iterator it(script.begin(), script.end(), row), end; it != end; ++it)
    names.push_back((*it)[1]);
  EXPECT_THAT(names, ::testing::ElementsAreArray(kRows));
}

}  // namespace
}  // namespace vidcam
