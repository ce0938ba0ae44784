// Maps that are no evidence, and scores and layers of which something must be said.
#include <limits>

#include "tests/explain3d/explained_nets.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

using ::testing::HasSubstr;

// S_0 = sum A^0: g = 1 for channel 0: w_0 = 1, and the map of constant input is constant.
TEST(DoubtfulMapsTest, FlatMapSaysSo) {
  ClipExplainer explainer(plain_options(kTwoSums));
  const Targets targets = {{Kind::Class, 0}};
  const auto result = explainer.explain(cells({1}), targets)[0];
  for (const MethodMap& map : result.targets[0].maps) {
    EXPECT_EQ(map.status, MapStatus::Flat);
    EXPECT_EQ(map.heat.low, map.heat.high);
  }
}

TEST(DoubtfulMapsTest, ZeroGradientIsFlatAndBlack) {
  ClipExplainer explainer(
      plain_options("torch.stack([h[:, 0].sum([1, 2, 3]) * 0.0, h[:, 1].sum([1, 2, 3])], 1)"));
  NpyArray input = cells({1});
  for (size_t i = 0; i < 24; ++i) input.values[i] = static_cast<float>(i);
  const Targets targets = {{Kind::Class, 0}, {Kind::Class, 1}};
  const auto result = explainer.explain(input, targets)[0];
  for (const MethodMap& map : result.targets[0].maps) {
    EXPECT_EQ(map.status, MapStatus::Flat);
    EXPECT_EQ(map.max, 0);
  }
  for (const MethodMap& map : result.targets[1].maps) EXPECT_EQ(map.status, MapStatus::Ok);
}

TEST(DoubtfulMapsTest, NanMarksItsOwnClipOnly) {
  ClipExplainer explainer(plain_options(kTwoSums));
  NpyArray input = cells({1, 1});
  for (size_t i = 0; i < 48; ++i) input.values[i] = static_cast<float>(i % 7);
  input.values[30] = std::numeric_limits<float>::quiet_NaN();
  const Targets targets = {{Kind::Class, 0}};
  const auto result = explainer.explain(input, targets);
  for (size_t m = 0; m < 2; ++m) {
    EXPECT_EQ(result[0].targets[0].maps[m].status, MapStatus::Ok);
    EXPECT_EQ(result[1].targets[0].maps[m].status, MapStatus::NonFinite);
    EXPECT_EQ(result[1].targets[0].maps[m].heat.values, std::vector<float>(8, 0.0F));
  }
}

// Eight cells of -1: s = -8; g = 0.2499: 2 + s g = 0.0008.
TEST(DoubtfulMapsTest, WarnsOnceNearThePoleOfGradCamPlusPlus) {
  ClipExplainer explainer(
      plain_options("torch.stack([h[:, 0].sum([1, 2, 3]) * 0.2499, h[:, 1].sum([1, 2, 3])], 1)"));
  const Targets fine = {{Kind::Class, 1}}, poor = {{Kind::Class, 0}};
  (void)explainer.explain(cells({-1}), fine);
  EXPECT_TRUE(explainer.facts().warnings.empty());
  const auto result = explainer.explain(cells({-1}), poor);
  (void)explainer.explain(cells({-1}), poor);
  EXPECT_NEAR(result[0].targets[0].maps[1].alpha_condition, 8e-4, 1e-6);
  ASSERT_EQ(explainer.facts().warnings.size(), 1U);
  EXPECT_THAT(explainer.facts().warnings[0],
              ::testing::AllOf(HasSubstr("gradcam++: |1 / alpha| comes down to 0.0008"),
                               HasSubstr("layer 'maps'"), HasSubstr("--tap rectified")));
}

// Logits 80 and 0: the probability is 1 to the last digit of float32.
TEST(DoubtfulMapsTest, WarnsOnceWhereAProbabilityIsSaturated) {
  ExplainOptions options =
      plain_options("torch.stack([h[:, 0].sum([1, 2, 3]) * 10, h[:, 1].sum([1, 2, 3]) * 0], 1)");
  options.methods = {"gradcam"};
  ClipExplainer logit(options);
  options.score = ScoreKind::LogProbability;
  ClipExplainer logarithm(options);
  const Targets likeliest = {{Kind::Class, 0}}, other = {{Kind::Class, 1}};
  (void)logit.explain(cells({1}), likeliest);
  EXPECT_TRUE(logit.facts().warnings.empty());
  (void)logarithm.explain(cells({1}), other);
  EXPECT_TRUE(logarithm.facts().warnings.empty()) << "an unlikely class has a gradient";
  (void)logarithm.explain(cells({1}), likeliest);
  (void)logarithm.explain(cells({1}), likeliest);
  ASSERT_EQ(logarithm.facts().warnings.size(), 1U);
  EXPECT_THAT(logarithm.facts().warnings[0],
              ::testing::AllOf(HasSubstr("the score is saturated"), HasSubstr("--score logit")));
}

TEST(DoubtfulMapsTest, SaysWhereEquation19IsAConvention) {
  ExplainOptions options = plain_options("torch.sigmoid(h).mean([2, 3, 4])");
  ClipExplainer both(options);
  EXPECT_FALSE(both.facts().piecewise_linear);
  ASSERT_EQ(both.facts().warnings.size(), 1U);
  EXPECT_THAT(both.facts().warnings[0],
              HasSubstr("gradcam++: the score is not piecewise linear in layer 'maps'"));
  options.methods = {"gradcam"};
  EXPECT_TRUE(ClipExplainer(options).facts().warnings.empty());
}

TEST(DoubtfulMapsTest, SaysThatLogitsAreStoodInFor) {
  ExplainOptions options =
      plain_options("torch.sigmoid(h).mean([2, 3, 4])", R"(, "output": {"kind": "probabilities"})");
  options.methods = {"gradcam"};
  ClipExplainer explainer(options);
  ASSERT_FALSE(explainer.facts().warnings.empty());
  EXPECT_THAT(explainer.facts().warnings.back(), HasSubstr("stands in for the logits"));
}

TEST(DoubtfulMapsTest, WarnsOnceWhereLabelsAndClassesDiffer) {
  ClipExplainer explainer(plain_options(kTwoSums, R"(, "labels": ["a", "b", "c"])"));
  const Targets targets = {{Kind::Class, 0}};
  (void)explainer.explain(cells({1}), targets);
  (void)explainer.explain(cells({1}), targets);
  ASSERT_EQ(explainer.facts().warnings.size(), 1U);
  EXPECT_THAT(explainer.facts().warnings[0],
              ::testing::AllOf(HasSubstr("the model has 2 classes"), HasSubstr("lists 3 labels")));
}

TEST(DoubtfulMapsTest, WarnsWhereALayerHasOnePosition) {
  ScriptNet net(1);
  net.layer("pooled", "Pool", "def forward(self, x):\n  return x.mean([2, 3, 4], True)\n");
  net.define("def forward(self, x):\n  return self.pooled(x).flatten(1)\n");
  ExplainOptions options = options_for(net, kVideo);
  options.layer = "pooled";
  ClipExplainer explainer(options);
  const auto map = explain_all(explainer, {random_clip(1)})[0].targets[0].maps[0];
  EXPECT_EQ(map.status, MapStatus::Flat);
  EXPECT_THAT(explainer.facts().warnings.back(), HasSubstr("'pooled' has a single position"));
}

}  // namespace
}  // namespace vidcam::testing
