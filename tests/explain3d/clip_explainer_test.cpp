#include "explain3d/clip_explainer.h"

#include "explain3d/methods.h"
#include "tests/explain3d/explained_nets.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

using ::testing::HasSubstr;

void expect_same(const MethodMap& a, const MethodMap& b, double tolerance = 1e-5) {
  EXPECT_EQ(a.method, b.method);
  expect_map_near(a.heat.values, {b.heat.values.begin(), b.heat.values.end()}, tolerance);
  EXPECT_NEAR(a.heat.low, b.heat.low, tolerance * b.max);
  EXPECT_NEAR(a.heat.high, b.heat.high, tolerance * b.max);
}

TEST(ClipExplainerTest, RecordsWhatItUses) {
  ClipExplainer explainer(video_options());
  EXPECT_EQ(explainer.facts().layer, "conv3b");
  EXPECT_EQ(explainer.facts().tap, "rectified");
  EXPECT_EQ(explainer.facts().device, "cpu");
  EXPECT_EQ(explainer.facts().sha256.size(), 64U);
  EXPECT_EQ(explainer.facts().classes, 0);
  EXPECT_TRUE(explainer.facts().layer_shape.empty());
  (void)explain_all(explainer, {random_clip(1)});
  EXPECT_EQ(explainer.facts().classes, 5);
  EXPECT_EQ(explainer.facts().layer_shape, (std::vector<int64_t>{12, 4, 4, 4}));
  EXPECT_EQ(explainer.facts().precision, "fp32");
  EXPECT_TRUE(explainer.facts().piecewise_linear);
  EXPECT_TRUE(explainer.facts().warnings.empty()) << explainer.facts().warnings[0];
}

TEST(ClipExplainerTest, GivesEachMethodOfEachTargetWithLabelsAndScores) {
  ClipExplainer explainer(video_options());
  const auto result =
      explain_all(explainer, {random_clip(1), random_clip(2)}, {{Kind::Rank, 0}, {Kind::Class, 3}});
  ASSERT_EQ(result.size(), 2U);
  for (const auto& clip : result) {
    ASSERT_EQ(clip.top.size(), 5U);
    ASSERT_EQ(clip.targets.size(), 2U);
    EXPECT_EQ(clip.targets[0].target.index, clip.top[0].index);
    EXPECT_EQ(clip.targets[1].target.label, "run");
    EXPECT_DOUBLE_EQ(clip.targets[1].score, clip.targets[1].target.logit);
    for (const auto& target : clip.targets) {
      ASSERT_EQ(target.maps.size(), 2U);
      EXPECT_EQ(target.maps[0].method, "gradcam");
      EXPECT_EQ(target.maps[1].method, "gradcam++");
      EXPECT_EQ(target.maps[0].heat.size(), 4U * 4 * 4);
      EXPECT_GE(target.maps[0].min, 0);
      EXPECT_GE(target.maps[1].alpha_condition, 2);
    }
  }
}

TEST(ClipExplainerTest, SecondTargetOfAPassIsWhatItIsAlone) {
  ClipExplainer explainer(video_options());
  const std::vector<Clip> clips = {random_clip(3), random_clip(4)};
  const auto both = explain_all(explainer, clips, {{Kind::Class, 2}, {Kind::Class, 4}});
  const auto alone = explain_all(explainer, clips, {{Kind::Class, 4}});
  for (size_t n = 0; n < 2; ++n)
    for (size_t m = 0; m < 2; ++m)
      expect_same(both[n].targets[1].maps[m], alone[n].targets[0].maps[m]);
  EXPECT_NE(both[0].targets[0].maps[1].heat.values, both[0].targets[1].maps[1].heat.values);
}

TEST(ClipExplainerTest, EachClipOfABatchHasTargetsOfItsOwn) {
  ClipExplainer explainer(video_options());
  const Clip a = random_clip(3), b = random_clip(4);
  const Clip* const clips[] = {&a, &b};
  const std::vector<Targets> each = {{{Kind::Class, 2}}, {{Kind::Class, 4}}};
  const auto result = explainer.explain(clips, each);
  EXPECT_EQ(result[0].targets[0].target.label, "jump");
  EXPECT_EQ(result[1].targets[0].target.label, "walk");
  const auto alone = explain_all(explainer, {b}, {{Kind::Class, 4}});
  for (size_t m = 0; m < 2; ++m)
    expect_same(result[1].targets[0].maps[m], alone[0].targets[0].maps[m]);
}

TEST(ClipExplainerTest, ClipHasTheSameMapAloneAndInABatch) {
  ClipExplainer explainer(video_options());
  const std::vector<Clip> clips = {random_clip(5), random_clip(6), random_clip(7)};
  const auto together = explain_all(explainer, clips);
  for (size_t n = 0; n < clips.size(); ++n) {
    const auto alone = explain_all(explainer, {clips[n]});
    ASSERT_EQ(alone.size(), 1U);  // the padding is gone
    for (size_t m = 0; m < 2; ++m)
      expect_same(together[n].targets[0].maps[m], alone[0].targets[0].maps[m]);
  }
}

TEST(ClipExplainerTest, SecondClipNeverSeesTheFirstOnesActivations) {
  ClipExplainer used(video_options()), fresh(video_options());
  const auto first = explain_all(used, {random_clip(8)});
  const auto second = explain_all(used, {random_clip(9)});
  const auto expected = explain_all(fresh, {random_clip(9)});
  for (size_t m = 0; m < 2; ++m) {
    expect_same(second[0].targets[0].maps[m], expected[0].targets[0].maps[m]);
    EXPECT_NE(first[0].targets[0].maps[m].heat.values, second[0].targets[0].maps[m].heat.values);
  }
}

TEST(ClipExplainerTest, ExplainsPicturesWithOneStep) {
  ClipExplainer explainer(options_for(make_2d_net(22), kPicture));
  const auto result = explain_all(explainer, {random_clip(1, 1)}, {{Kind::Rank, 1}});
  const Heat& heat = result[0].targets[0].maps[0].heat;
  EXPECT_EQ(heat.t, 1);
  EXPECT_EQ(heat.h, 8);
  EXPECT_EQ(heat.w, 8);
  EXPECT_EQ(result[0].targets[0].target.index, result[0].top[1].index);
  EXPECT_EQ(result[0].top[0].label, std::to_string(result[0].top[0].index));
  EXPECT_EQ(explainer.facts().layer_shape, (std::vector<int64_t>{8, 8, 8}));
}

TEST(ClipExplainerTest, TensorOfItsOwnInputGivesTheSameMaps) {
  ClipExplainer explainer(video_options());
  const NpyArray input = explainer.model_input(random_clip(10));
  EXPECT_EQ(input.shape, (std::vector<int64_t>{3, 8, 16, 16}));
  const Targets targets = {{Kind::Class, 1}};
  const auto from_tensor = explainer.explain(input, targets);
  const auto from_clip = explain_all(explainer, {random_clip(10)});
  expect_same(from_tensor[0].targets[0].maps[1], from_clip[0].targets[0].maps[1]);
}

TEST(ClipExplainerTest, LongTensorsGoThroughInBatches) {
  ClipExplainer explainer(video_options());
  NpyArray input{{9, 3, 8, 16, 16}, {}};
  for (unsigned n = 0; n < 9; ++n) {
    const NpyArray one = explainer.model_input(random_clip(30 + n));
    input.values.insert(input.values.end(), one.values.begin(), one.values.end());
  }
  const Targets targets = {{Kind::Class, 1}};
  const auto all = explainer.explain(input, targets);
  ASSERT_EQ(all.size(), 9U);
  for (const unsigned n : {0U, 7U, 8U})
    expect_same(all[n].targets[0].maps[0],
                explain_all(explainer, {random_clip(30 + n)})[0].targets[0].maps[0]);
  EXPECT_EQ(explainer.probabilities(input).size(), 9U);
}

TEST(ClipExplainerTest, ProbabilitiesAreThoseOfTheTopList) {
  ClipExplainer explainer(video_options());
  const Clip a = random_clip(11), b = random_clip(12);
  const Clip* const clips[] = {&a, &b};
  const auto rows = explainer.probabilities(clips);
  const auto result = explain_all(explainer, {a, b});
  for (size_t n = 0; n < 2; ++n) {
    ASSERT_EQ(rows[n].size(), 5U);
    for (const ClassScore& score : result[n].top)
      EXPECT_NEAR(rows[n][static_cast<size_t>(score.index)], score.probability, 1e-6);
  }
}

TEST(ClipExplainerTest, DifferentiatesTheScoreThatIsAskedFor) {
  ExplainOptions options = video_options();
  options.score = ScoreKind::Probability;
  ClipExplainer probability(options);
  options.score = ScoreKind::LogProbability;
  ClipExplainer logarithm(options);
  const auto p = explain_all(probability, {random_clip(13)})[0].targets[0];
  const auto log_p = explain_all(logarithm, {random_clip(13)})[0].targets[0];
  EXPECT_NEAR(p.score, p.target.probability, 1e-6);
  EXPECT_NEAR(log_p.score, std::log(p.score), 1e-5);
  // d log p = dp / p, and Grad-CAM is linear in it.
  std::vector<double> scaled;
  for (const float v : p.maps[0].heat.values) scaled.push_back(v / p.score);
  expect_map_near(log_p.maps[0].heat.values, scaled, 1e-4);
  EXPECT_THAT(probability.facts().warnings.at(0), HasSubstr("is a convention here"));
}

TEST(ClipExplainerTest, PoolsPerStepWhenAsked) {
  ExplainOptions options = video_options();
  ClipExplainer volume(options);
  options.pool = Pool::PerStep;
  ClipExplainer steps(options);
  // Behind the mean over T, H, W all steps of a channel that is on have one gradient, but not the
  // same share of cells that are on.
  EXPECT_NE(explain_all(volume, {random_clip(14)})[0].targets[0].maps[1].heat.values,
            explain_all(steps, {random_clip(14)})[0].targets[0].maps[1].heat.values);
}

TEST(ClipExplainerTest, RefusesALayerWithoutFeatureMaps) {
  ExplainOptions options = video_options();
  options.layer = "fc6";
  ClipExplainer explainer(options);
  expect_error(
      ExitCode::Unusable, [&] { (void)explain_all(explainer, {random_clip(1)}); },
      "explained.pt: layer 'fc6' gives [1, 16]", "choose a layer with feature maps");
}

TEST(ClipExplainerTest, RefusesClassesTheModelDoesNotHave) {
  ClipExplainer explainer(video_options());
  expect_error(
      ExitCode::Usage,
      [&] {
        (void)explain_all(explainer, {random_clip(1)}, {{Kind::Class, 512}});
      },
      "class 512 is out of range: the model has 5 classes (0..4)");
}

TEST(ClipExplainerTest, RefusesUnknownMethodsBeforeItLoadsAnything) {
  ExplainOptions options;
  options.model_path = "/nowhere.pt";
  options.methods = {"gradcam", "grad-cam++"};
  expect_error(
      ExitCode::Usage, [&] { ClipExplainer explainer(options); }, "no method 'grad-cam++'",
      "gradcam++");
}

TEST(ClipExplainerTest, WantsAsManyTargetsForEachClip) {
  ClipExplainer explainer(video_options());
  const Clip a = random_clip(1);
  const Clip* const clips[] = {&a, &a};
  const std::vector<Targets> uneven = {{{Kind::Class, 0}}, {}}, few = {{{Kind::Class, 0}}};
  EXPECT_THROW((void)explainer.explain(clips, uneven), std::invalid_argument);
  EXPECT_THROW((void)explainer.explain(clips, few), std::invalid_argument);
  EXPECT_TRUE(explainer.explain(std::span<const Clip* const>(), {}).empty());
}

TEST(ClipExplainerTest, FindsClassesByTheirLabel) {
  ClipExplainer explainer(video_options());
  EXPECT_EQ(explainer.class_index("walk"), 4);
  expect_error(
      ExitCode::Usage, [&] { (void)explainer.class_index("walking"); }, "no label 'walking' in",
      "did you mean walk");
  ClipExplainer twice(plain_options(kTwoSums, R"(, "labels": ["crane", "crane"])"));
  expect_error(
      ExitCode::Usage, [&] { (void)twice.class_index("crane"); }, "names class 0 and class 1",
      "by its index");
  ClipExplainer none(plain_options(kTwoSums));
  expect_error(
      ExitCode::Usage, [&] { (void)none.class_index("crane"); }, "lists no labels");
}

}  // namespace
}  // namespace vidcam::testing
