#include "explain3d/clip_explainer.h"

#include <limits>
#include <random>

#include "explain3d/methods.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

namespace vidcam::testing {
namespace {

using ::testing::HasSubstr;
using Kind = TargetSpec::Kind;
using Targets = std::vector<TargetSpec>;

const char* const kVideo = R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16},
  "labels": ["bend", "jack", "jump", "run", "walk"], "layer": "conv3b"})";
const char* const kPicture = R"({"input": {"layout": "NCHW", "height": 16, "width": 16}})";

ExplainOptions options_for(const ScriptNet& net, const std::string& card) {
  ExplainOptions options;
  options.model_path = save_model(net.module(), "explained.pt", card);
  options.device = "cpu";
  return options;
}

ExplainOptions video_options() { return options_for(make_c3d_like(21), kVideo); }

Clip random_clip(unsigned seed, int frames = 8) {
  std::mt19937 random(seed);
  Clip clip;
  clip.frames = frames;
  clip.height = clip.width = 16;
  clip.rgb.resize(static_cast<size_t>(frames) * 16 * 16 * 3);
  for (auto& v : clip.rgb) v = static_cast<uint8_t>(random() % 256);
  return clip;
}

std::vector<ClipExplanation> explain_all(ClipExplainer& explainer, const std::vector<Clip>& clips,
                                         const Targets& targets = {{Kind::Class, 1}}) {
  std::vector<const Clip*> pointers;
  pointers.reserve(clips.size());
  for (const Clip& clip : clips) pointers.push_back(&clip);
  const std::vector<Targets> each(clips.size(), targets);
  return explainer.explain(pointers, each);
}

void expect_same(const MethodMap& a, const MethodMap& b, double tolerance = 1e-5) {
  EXPECT_EQ(a.method, b.method);
  expect_map_near(a.heat.values, {b.heat.values.begin(), b.heat.values.end()}, tolerance);
  EXPECT_NEAR(a.heat.low, b.heat.low, tolerance * b.max);
  EXPECT_NEAR(a.heat.high, b.heat.high, tolerance * b.max);
}

// Model input of 2 x 2 x 2 cells, 3 channels, all `value`; for nets that take the input as it is.
NpyArray cells(const std::vector<float>& values) {
  const auto n = static_cast<int64_t>(values.size());
  NpyArray out{{n, 3, 2, 2, 2}, {}};
  for (const float value : values) out.values.insert(out.values.end(), 24, value);
  return out;
}

// Its layer "maps" gives the input; the scores follow from what it gives, `h`.
ScriptNet plain_net(const std::string& scores) {
  ScriptNet net(1);
  net.layer("maps", "Maps", "def forward(self, x):\n  return x * 1.0\n");
  net.define("def forward(self, x):\n  h = self.maps(x)\n  return " + scores + "\n");
  return net;
}

ExplainOptions plain_options(const std::string& scores, const std::string& extra = "") {
  const std::string input =
      R"({"input": {"layout": "NCTHW", "frames": 2, "height": 2, "width": 2})";
  ExplainOptions options = options_for(plain_net(scores), input + extra + "}");
  options.layer = "maps";
  return options;
}

const char* const kTwoSums = "torch.stack([h[:, 0].sum([1, 2, 3]), h[:, 1].mean([1, 2, 3])], 1)";

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

// S_0 = sum A^0: g = 1 for channel 0: w_0 = 1, and the map of constant input is constant.
TEST(ClipExplainerTest, FlatMapSaysSo) {
  ClipExplainer explainer(plain_options(kTwoSums));
  const Targets targets = {{Kind::Class, 0}};
  const auto result = explainer.explain(cells({1}), targets)[0];
  for (const MethodMap& map : result.targets[0].maps) {
    EXPECT_EQ(map.status, MapStatus::Flat);
    EXPECT_EQ(map.heat.low, map.heat.high);
  }
}

TEST(ClipExplainerTest, ZeroGradientIsFlatAndBlack) {
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

TEST(ClipExplainerTest, NanMarksItsOwnClipOnly) {
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
TEST(ClipExplainerTest, WarnsOnceNearThePoleOfGradCamPlusPlus) {
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
TEST(ClipExplainerTest, WarnsOnceWhereAProbabilityIsSaturated) {
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

TEST(ClipExplainerTest, SaysWhereEquation19IsAConvention) {
  ExplainOptions options = plain_options("torch.sigmoid(h).mean([2, 3, 4])");
  ClipExplainer both(options);
  EXPECT_FALSE(both.facts().piecewise_linear);
  ASSERT_EQ(both.facts().warnings.size(), 1U);
  EXPECT_THAT(both.facts().warnings[0],
              HasSubstr("gradcam++: the score is not piecewise linear in layer 'maps'"));
  options.methods = {"gradcam"};
  EXPECT_TRUE(ClipExplainer(options).facts().warnings.empty());
}

TEST(ClipExplainerTest, SaysThatLogitsAreStoodInFor) {
  ExplainOptions options =
      plain_options("torch.sigmoid(h).mean([2, 3, 4])", R"(, "output": {"kind": "probabilities"})");
  options.methods = {"gradcam"};
  ClipExplainer explainer(options);
  ASSERT_FALSE(explainer.facts().warnings.empty());
  EXPECT_THAT(explainer.facts().warnings.back(), HasSubstr("stands in for the logits"));
}

TEST(ClipExplainerTest, WarnsOnceWhereLabelsAndClassesDiffer) {
  ClipExplainer explainer(plain_options(kTwoSums, R"(, "labels": ["a", "b", "c"])"));
  const Targets targets = {{Kind::Class, 0}};
  (void)explainer.explain(cells({1}), targets);
  (void)explainer.explain(cells({1}), targets);
  ASSERT_EQ(explainer.facts().warnings.size(), 1U);
  EXPECT_THAT(explainer.facts().warnings[0],
              ::testing::AllOf(HasSubstr("the model has 2 classes"), HasSubstr("lists 3 labels")));
}

TEST(ClipExplainerTest, WarnsWhereALayerHasOnePosition) {
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

TEST(ClipExplainerTest, RefusesALayerWithoutFeatureMaps) {
  ExplainOptions options = video_options();
  options.layer = "fc6";
  ClipExplainer explainer(options);
  expect_error(
      ExitCode::Unusable, [&] { (void)explain_all(explainer, {random_clip(1)}); },
      "explained.pt: layer 'fc6' gives [2, 16]", "choose a layer with feature maps");
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
