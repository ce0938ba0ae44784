#include "pipeline/cli/eval/clip_scorer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/npy64.h"
#include "tests/support/shared_data.h"

// A clip of a real C3D against what an oracle independent of vidcam says in float64 of its masked
// clips and curves (shared data, not part of the project). The pixels are the oracle's own.
namespace vidcam {
namespace {

using testing::read_npy64;
using testing::shared_data;

const std::map<std::string, std::string> kMethods{{"gradcam", "gradcam"},
                                                  {"gradcam++", "gradcampp"}};

class ClipScorerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto folder = shared_data("reference/c3d_daria_wave2");
    if (!folder) GTEST_SKIP() << "no shared data";
    std::ifstream((*folder / "case.json").string()) >> info_;
    const auto pixels = read_npy64((*folder / "pixels.npy").string());
    clip_.frames = static_cast<int>(pixels.shape[0]);
    clip_.real_frames = clip_.frames;
    clip_.height = static_cast<int>(pixels.shape[1]);
    clip_.width = static_cast<int>(pixels.shape[2]);
    for (const double v : pixels.values) clip_.rgb.push_back(static_cast<uint8_t>(v));
    settings_.model.model_path = shared_data("models/weizmann_c3d.pt")->string();
    settings_.model.device = "cpu";
    settings_.model.precision = PrecisionRequest::Float32;
    settings_.mask_space = MaskSpace::Normalised;  // what the oracle's curves are in
  }
  ClipValues score() {
    ExplainOptions options = settings_.model;
    options.methods = explained_methods(settings_);
    ClipExplainer explainer(options);
    ClipScorer scorer(settings_, explainer, [](const std::string&, int64_t, int64_t) {});
    const ClipToScore one{&clip_, -1, {explainer.card().clip, 180, 144, 16, {}, {}}};
    return scorer.score({{&one, 1}}).front();
  }
  const nlohmann::json& figures(size_t method) const {
    return info_["figures"][kMethods.at(settings_.model.methods[method])];
  }
  static void expect_near(const std::vector<double>& values, const nlohmann::json& expected,
                          double tolerance) {
    ASSERT_EQ(values.size(), expected.size());
    for (size_t k = 0; k < values.size(); ++k)
      EXPECT_NEAR(values[k], expected[k].get<double>(), tolerance) << "point " << k;
  }
  EvalSettings settings_;
  nlohmann::json info_;
  Clip clip_;
};

TEST_F(ClipScorerTest, ConfidenceUnderTheMapsInBothSpaces) {
  settings_.metrics = {"drop", "increase", "win"};
  for (const MaskSpace space : {MaskSpace::Pixel, MaskSpace::Normalised}) {
    settings_.mask_space = space;
    const ClipValues values = score();
    EXPECT_EQ(values.target.index, info_["class_index"]);
    EXPECT_NEAR(values.target.probability, info_["confidence"], 1e-5);
    for (size_t m = 0; m < 2; ++m) {
      const double expected = info_["explanation_map_confidence"]
                                   [kMethods.at(settings_.model.methods[m])][to_text(space)];
      EXPECT_NEAR(values.maps[m].explained, expected, 1e-4);
      EXPECT_NEAR(values.maps[m].figures.at("drop"),
                  100 * (1 - expected / info_["confidence"].get<double>()), 0.02);
      EXPECT_EQ(values.maps[m].figures.at("increase"), 0);
    }
    const bool second = values.maps[1].explained > values.maps[0].explained;
    EXPECT_EQ(values.maps[0].figures.at("win_over_gradcam++"), second ? 0 : 100);
    EXPECT_EQ(values.maps[1].figures.at("win_over_gradcam"), second ? 100 : 0);
  }
}

TEST_F(ClipScorerTest, DeletionAndInsertion) {
  settings_.metrics = {"deletion", "insertion"};
  settings_.steps = 16;
  const ClipValues values = score();
  for (size_t m = 0; m < 2; ++m) {
    expect_near(values.maps[m].curves.at("deletion").value, figures(m)["deletion"], 0.01);
    expect_near(values.maps[m].curves.at("insertion").value, figures(m)["insertion"], 0.01);
    EXPECT_NEAR(values.maps[m].figures.at("deletion"), figures(m)["deletion_auc"], 0.002);
    EXPECT_NEAR(values.maps[m].figures.at("insertion"), figures(m)["insertion_auc"], 0.002);
  }
}

TEST_F(ClipScorerTest, AreaConfidence) {
  settings_.metrics = {"area-confidence"};
  settings_.steps = 10;
  const ClipValues values = score();
  for (size_t m = 0; m < 2; ++m) {
    expect_near(values.maps[m].curves.at("area-confidence").real, figures(m)["roc_area"], 1e-3);
    expect_near(values.maps[m].curves.at("area-confidence").value, figures(m)["roc_rel"], 0.01);
    EXPECT_NEAR(values.maps[m].figures.at("area_confidence"), figures(m)["roc_auc_area"], 0.002);
  }
}

// The oracle covers with 0 in the model's input, vidcam with mid-grey: nearly the same here, the
// mean of this card being mid-grey to a few levels.
TEST_F(ClipScorerTest, OcclusionCorrelation) {
  settings_.metrics = {"occlusion-correlation"};
  settings_.model.occlusion = {16, 16, 4, 4};
  const ClipValues values = score();
  for (size_t m = 0; m < 2; ++m)
    EXPECT_NEAR(values.maps[m].figures.at("occlusion_correlation"),
                figures(m)["spearman_with_occlusion"], 0.02);
}

}  // namespace
}  // namespace vidcam
