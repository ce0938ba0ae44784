#include "explain3d/steps.h"

#include <limits>

#include "explain3d/map_summary.h"
#include "explain3d/methods.h"
#include "explain3d/winning_probability.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/expect_error.h"
#include "tests/support/recurrent_models.h"
#include "tests/support/upsample_loop.h"

// A layer explained at every call of it.
namespace vidcam::testing {
namespace {

const char* const kCard =
    R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16}, "layer": "cell"})";
const std::vector<TargetSpec> kTargets = {{{ClassChoice::Kind::Class, 3}}, TargetSpec{}};

NpyArray array_of(const at::Tensor& x) {
  const at::Tensor t = x.to(at::kFloat).contiguous();
  return {t.sizes().vec(), {t.const_data_ptr<float>(), t.const_data_ptr<float>() + t.numel()}};
}

class StepsTest : public ::testing::Test {
 protected:
  [[nodiscard]] ExplainOptions options(const std::vector<std::string>& methods) const {
    ExplainOptions options;
    options.model_path = path_;
    options.methods = methods;
    options.device = "cpu";
    options.steps = true;
    return options;
  }
  [[nodiscard]] std::vector<ClipExplanation> explain(const ExplainOptions& options) const {
    return ClipExplainer(options).explain(array_of(input_), kTargets);
  }

  ScriptNet net_ = make_conv_lstm(91, TimeLoop::Scripted);
  std::string path_ = save_model(net_.module(), "steps.pt", kCard);
  at::Tensor input_ = random_input({2, 3, kLstmSteps, 16, 16}, 17).to(at::kFloat);
};

std::vector<double> step_of(const MethodMap& map, int step) {
  const auto size = static_cast<std::ptrdiff_t>(map.heat.h) * map.heat.w;
  const auto from = map.heat.values.begin() + step * size;
  return {from, from + size};
}

TEST_F(StepsTest, EachStepIsThePapersMapOfItsHiddenState) {
  const auto result = explain(options({"gradcam", "gradcam++"}));
  const ScriptNet exact = make_conv_lstm(91, TimeLoop::Scripted, at::kDouble);
  const auto steps = conv_lstm_by_hand(exact, input_.to(at::kDouble), 3);
  for (size_t n = 0; n < 2; ++n) {
    const auto& maps = result[n].targets[0].maps;
    ASSERT_EQ(maps[0].heat.t, kLstmSteps);
    for (int s = 0; s < kLstmSteps; ++s) {
      const StepByHand& step = steps[static_cast<size_t>(s)];
      const Volume A = volume_of(step.A.unsqueeze(2), static_cast<int64_t>(n));
      const Volume g = volume_of(step.g.unsqueeze(2), static_cast<int64_t>(n));
      SCOPED_TRACE(s);
      expect_map_near(step_of(maps[0], s), gradcam_by_loop(A, g, false), 2e-4);
      expect_map_near(step_of(maps[1], s), gradcam_pp_by_loop(A, g, false), 2e-4);
    }
  }
}

// Those that ask the model again among them.
TEST_F(StepsTest, EachStepIsTheMapOfThatCallAloneByEveryMethodOfALayer) {
  std::vector<std::string> names;
  for (const Explainer* method : methods())
    if (method->explains_a_layer() && method->can_be_fused() && method->info().name != "cam" &&
        dynamic_cast<const WinningProbabilityMethod*>(method) == nullptr)  // gates have no walk
      names.push_back(method->info().name);
  ASSERT_GT(names.size(), 8U);
  const auto all = explain(options(names));
  for (const int s : {0, 5}) {
    ExplainOptions one = options(names);
    one.steps = false;
    one.layer = "cell#" + std::to_string(s);
    const auto alone = explain(one);
    for (size_t n = 0; n < 2; ++n) {
      for (size_t k = 0; k < kTargets.size(); ++k) {
        for (size_t m = 0; m < names.size(); ++m) {
          SCOPED_TRACE(names[m]);
          const MethodMap& expected = alone[n].targets[k].maps[m];
          const MethodMap& got = all[n].targets[k].maps[m];
          expect_map_near(step_of(got, s), step_of(expected, 0), 1e-4);
          EXPECT_FLOAT_EQ(got.steps.at(static_cast<size_t>(s)).max, expected.max);
          EXPECT_FLOAT_EQ(got.steps.at(static_cast<size_t>(s)).min, expected.min);
        }
      }
    }
  }
}

TEST_F(StepsTest, AllStepsOfAClipAreShownInOneRange) {
  const auto result = explain(options({"gradcam", "hirescam"}));
  for (const MethodMap& map : result[1].targets[0].maps) {
    ASSERT_EQ(map.steps.size(), static_cast<size_t>(kLstmSteps));
    const auto up = upsample_by_loop({map.heat.values.begin(), map.heat.values.end()},
                                     {map.heat.t, map.heat.h, map.heat.w}, {8, 16, 16});
    const auto [low, high] = std::minmax_element(up.begin(), up.end());
    EXPECT_NEAR(map.heat.low, *low, 1e-5 * *high);
    EXPECT_NEAR(map.heat.high, *high, 1e-5 * *high);
    float top = 0;
    for (const StepFacts& step : map.steps) top = std::max(top, step.max);
    EXPECT_EQ(top, map.max);
  }
}

TEST_F(StepsTest, FactsSayHowManyAndTheSizeOfOne) {
  ClipExplainer explainer(options({"gradcam"}));
  EXPECT_EQ(explainer.facts().steps, 0);
  (void)explainer.explain(array_of(input_), kTargets);
  EXPECT_EQ(explainer.facts().steps, kLstmSteps);
  EXPECT_EQ(explainer.facts().layer, "cell:0");
  EXPECT_EQ(explainer.facts().layer_shape, (std::vector<int64_t>{4, 16, 16}));
  EXPECT_TRUE(explainer.facts().further_shapes.empty());
}

// The root mean square of all steps' gradients, so that steps keep their proportions.
TEST_F(StepsTest, AGradientOverItsRmsKeepsTheStepsComparable) {
  ExplainOptions wanted = options({"gradcam"});
  const auto plain = explain(wanted);
  wanted.rms_gradient = true;
  const auto scaled = explain(wanted);
  double squares = 0, count = 0;
  for (const StepByHand& step : conv_lstm_by_hand(
           make_conv_lstm(91, TimeLoop::Scripted, at::kDouble), input_.to(at::kDouble), 3)) {
    squares += step.g[0].square().sum().item<double>();
    count += static_cast<double>(step.g[0].numel());
  }
  const double factor = 1 / (std::sqrt(squares / count) + 1e-5);
  const auto& values = plain[0].targets[0].maps[0].heat.values;
  std::vector<double> expected(values.begin(), values.end());
  for (double& v : expected) v *= factor;
  expect_map_near(scaled[0].targets[0].maps[0].heat.values, expected, 1e-4);
}

TEST_F(StepsTest, SmoothedStepsAreThoseOfTheMeanMap) {
  ExplainOptions wanted = options({"gradcam"});
  wanted.smoothing = {3, 0.2, 5};
  const MethodMap map = explain(wanted)[0].targets[0].maps[0];
  for (int s = 0; s < kLstmSteps; ++s) {
    const auto values = step_of(map, s);
    const StepFacts& step = map.steps.at(static_cast<size_t>(s));
    EXPECT_FLOAT_EQ(step.max, static_cast<float>(*std::max_element(values.begin(), values.end())));
    EXPECT_EQ(step.status, MapStatus::Ok);
  }
}

TEST_F(StepsTest, ChannelsWeighTheMeanOfTheirSteps) {
  ExplainOptions wanted = options({"gradcam"});
  wanted.channels = true;
  const auto channels = explain(wanted)[0].targets[0].maps[0].channels;
  std::vector<double> expected(8, 0.0);
  wanted.steps = false;
  for (int s = 0; s < kLstmSteps; ++s) {
    wanted.layer = "cell#" + std::to_string(s);
    const auto one = explain(wanted)[0].targets[0].maps[0].channels;
    for (size_t i = 0; i < 8; ++i) expected[i] += one.at(i) / static_cast<double>(kLstmSteps);
  }
  expect_map_near(channels, expected, 1e-4);
}

// Two clips of two steps; one clip's second step was made of what is not finite.
TEST_F(StepsTest, AStepThatIsNotFiniteSpoilsItsClipAndIsNamed) {
  const auto table = [](const std::vector<double>& values, const std::vector<bool>& finite) {
    Maps maps{tensor_of(values, {2, 1, 1, 2}), {}};
    maps.finite = at::tensor({finite[0] ? 1 : 0, finite[1] ? 1 : 0}).to(at::kBool);
    return MapTable{{maps}};
  };
  MapTable steps =
      in_steps({table({1, 2, 3, 3}, {true, true}),
                table({4, 6, 0, std::numeric_limits<double>::infinity()}, {true, false})});
  add_step_ranges(steps);
  const Maps& maps = steps[0][0];
  const auto clips = summarize("m", maps, maps.finite, {2, 1, 2});
  EXPECT_EQ(clips[0].status, MapStatus::Ok);
  EXPECT_EQ(clips[0].heat.values, (std::vector<float>{1, 2, 4, 6}));
  EXPECT_EQ(clips[0].steps, (std::vector<StepFacts>{{1, 2, MapStatus::Ok}, {4, 6, MapStatus::Ok}}));
  EXPECT_EQ(clips[1].status, MapStatus::NonFinite);
  EXPECT_EQ(clips[1].steps[0], (StepFacts{3, 3, MapStatus::Flat}));
  EXPECT_EQ(clips[1].steps[1].status, MapStatus::NonFinite);
}

TEST_F(StepsTest, WhatDoesNotGoWithStepsIsRefused) {
  for (const char* method : {"saliency", "guided-backprop", "occlusion", "guided-gradcam"}) {
    expect_error(
        ExitCode::Usage,
        [&] {
          ClipExplainer(options({"gradcam", method}));
        },
        std::string("--steps: ") + method + " goes back to the model's input");
  }
  ExplainOptions two = options({"gradcam"});
  two.further_layers = {"cell.gates"};
  expect_error(
      ExitCode::Usage, [&] { ClipExplainer{two}; },
      "--steps: the calls of one layer are explained; name one");
  ExplainOptions picture = options({"gradcam"});
  picture.model_path =
      save_model(make_2d_net(92).module(), "picture.pt",
                 R"({"input": {"layout": "NCHW", "height": 16, "width": 16}, "layer": "conv1"})");
  expect_error(
      ExitCode::Usage, [&] { ClipExplainer{picture}; }, "takes single pictures", "NAME#0");
}

void expect_refused(const ScriptNet& net, const std::string& layer, const std::string& why) {
  ExplainOptions options;
  options.model_path = save_model(net.module(), "refused.pt", kCard);
  options.layer = layer;
  options.device = "cpu";
  options.steps = true;
  const NpyArray clip = array_of(random_input({1, 3, 8, 16, 16}));
  expect_error(
      ExitCode::Unusable, [&] { (void)ClipExplainer(options).explain(clip, kTargets); }, why);
}

TEST(StepsErrorTest, ALayerThatRunsOnceHasNoSteps) {
  expect_refused(make_c3d_like(93), "conv3b", "layer 'conv3b' runs once");
}

TEST(StepsErrorTest, CallsOfDifferentSizesAreNoStepsOfOneMap) {
  ScriptNet net(94);
  net.conv2d("conv", 3, 3).linear("fc", 3, 5);
  net.define(
      "def forward(self, x):\n  y = self.conv(x.mean(2))\n"
      "  return self.fc(self.conv(y[:, :, ::2, ::2]).mean([2, 3]))\n");
  expect_refused(net, "conv", "gives [3, 16, 16] at call 0 and [3, 8, 8] at call 1");
}

TEST(StepsErrorTest, CallsWithATimeOfTheirOwnAreNoSteps) {
  ScriptNet net(95);
  net.conv3d("conv", 3, 3).linear("fc", 3, 5);
  net.define(
      "def forward(self, x):\n"
      "  return self.fc(self.conv(torch.relu(self.conv(x))).mean([2, 3, 4]))\n");
  expect_refused(net, "conv",
                 "gives [3, 8, 16, 16] at each call, with a time of its own, so its calls are no "
                 "steps of one map; explain one call, -l conv#0, without --steps");
}

}  // namespace
}  // namespace vidcam::testing
