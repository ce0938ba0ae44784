#include <gmock/gmock.h>

#include "explain3d/clip_explainer.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/pathway_net.h"

// A clip given to a two-pathway model by its card: scores, maps and masked clips.
namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;

const char* const kCard = R"({"input": {"frames": 8, "height": 16, "width": 16,
  "pathways": [{"every": 4}, {"every": 1}]}, "layer": "slow_last"})";

Clip random_clip() {
  Clip clip;
  clip.frames = 8;
  clip.height = clip.width = 16;
  for (size_t i = 0; i < 8 * 16 * 16 * 3; ++i)
    clip.rgb.push_back(static_cast<uint8_t>((i * 7919) % 251));
  return clip;
}

class PathwayClipsTest : public ::testing::Test {
 protected:
  ExplainOptions options() const {
    ExplainOptions options;
    options.model_path = save_model(net_.module(), "pathways.pt", kCard);
    options.device = "cpu";
    options.methods = {"gradcam", "saliency", "occlusion"};
    options.precision = PrecisionRequest::Float32;
    return options;
  }
  at::Tensor input() const {
    return at::tensor(clip_.rgb, at::kFloat).view({1, 8, 16, 16, 3}).permute({0, 4, 1, 2, 3}) / 255;
  }

  ScriptNet net_ = two_pathways("slow, fast", "", at::kFloat);
  Clip clip_ = random_clip();
  const Clip* clips_[1] = {&clip_};
  ClipExplainer explainer_{options()};
};

TEST_F(PathwayClipsTest, MapsHaveTheStepsOfTheirPathway) {
  const std::vector<TargetSpec> targets = {{{ClassChoice::Kind::Class, 2}}};
  const auto explained = explainer_.explain(clips_, std::span(&targets, 1)).at(0);
  const ByHand hand = by_hand(net_, input());
  EXPECT_NEAR(explained.targets[0].score, hand.scores[0][2].item<double>(), 1e-5);
  // fc reads the mean over the positions: dS/dA is a weight over their number, which is the mean
  // too.
  const at::Tensor w =
      net_.weight("fc.weight")[2].slice(0, 0, 6) / static_cast<double>(2 * 16 * 16);
  const at::Tensor L = (hand.s[0] * w.view({6, 1, 1, 1})).sum(0).relu();
  const MethodMap& map = explained.targets[0].maps[0];
  EXPECT_EQ(map.heat.t, 2);
  expect_map_near(map.heat.values, doubles(L), 1e-5);
  EXPECT_EQ(explained.targets[0].maps[1].heat.t, 8) << "saliency lies on the clip itself";
  EXPECT_THAT(explainer_.facts().layer_shape, ElementsAre(6, 2, 16, 16));
}

TEST_F(PathwayClipsTest, ProbabilitiesComeThroughBothPathways) {
  const auto row = explainer_.probabilities(clips_).at(0);
  const at::Tensor expected = by_hand(net_, input()).scores.softmax(1)[0];
  expect_map_near(row, doubles(expected), 1e-5);
}

}  // namespace
}  // namespace vidcam::testing
