#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>

#include "explain3d/clip_explainer.h"
#include "tests/explain3d/captioner.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

// A model that writes captions, against the same net written out with ATen.
namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

at::Tensor conv(const ScriptNet& net, const std::string& name, const at::Tensor& x) {
  return at::conv2d(x, net.weight(name + ".weight"), net.weight(name + ".bias"), {1, 1},
                    at::IntArrayRef{1, 1})
      .relu();
}

// [L, V]: log probabilities after each token.
at::Tensor log_words(const ScriptNet& net, const at::Tensor& a,
                     const std::vector<int64_t>& tokens) {
  const at::Tensor rows = net.weight("table").index_select(0, at::tensor(tokens));
  const at::Tensor h = a.mean(at::IntArrayRef{2, 3}) + rows;
  return at::linear((3.0 * h).tanh(), net.weight("fc.weight"), net.weight("fc.bias"))
      .log_softmax(-1);
}

class CaptionsTest : public ::testing::Test {
 protected:
  CaptionsTest() {
    for (size_t i = 0; i < clip_.rgb.size(); ++i)
      clip_.rgb[i] = static_cast<uint8_t>((i * 37) % 251);
  }
  static ExplainOptions options(const ScriptNet& net) {
    ExplainOptions options;
    options.model_path = save_model(net.module(), "captioner.pt", kCaptionCard);
    options.device = "cpu";
    return options;
  }
  // What conv2's ReLU gives for the picture.
  at::Tensor features() {
    const NpyArray input = explainer_.model_input(clip_);
    const at::Tensor x = at::tensor(input.values).view({1, 3, 6, 8});
    return conv(net_, "conv2", conv(net_, "conv1", x));
  }
  ClipExplanation explained(const std::vector<int>& classes) {
    std::vector<TargetSpec> targets;
    for (const int c : classes) targets.push_back({{ClassChoice::Kind::Class, c}});
    const Clip* const one[] = {&clip_};
    return explainer_.explain(one, std::span(&targets, 1)).at(0);
  }

  ScriptNet net_ = captioner();
  ClipExplainer explainer_{options(net_)};
  Clip clip_{0, 0, 1, 0, 0, 1, 6, 8, std::vector<uint8_t>(6 * 8 * 3)};
};

TEST_F(CaptionsTest, ScoresAreTheLogProbabilitiesOfTheCaptionAndItsWords) {
  explainer_.explain_caption("Red shape!");
  const auto all = explained({0, 1, 2});
  const at::Tensor log = log_words(net_, features(), {kStart, kRed, kShape});
  const auto at_step = [&](int64_t step, int64_t word) { return log[step][word].item<double>(); };
  const double whole = at_step(0, kRed) + at_step(1, kShape) + at_step(2, kEnd);
  EXPECT_NEAR(all.targets[0].score, whole, 1e-5);
  EXPECT_NEAR(all.targets[1].score, at_step(0, kRed), 1e-5);
  EXPECT_NEAR(all.targets[2].score, at_step(1, kShape), 1e-5);
  ASSERT_EQ(all.top.size(), 3U);
  EXPECT_EQ(all.top[0].label, "red shape");
  EXPECT_EQ(all.top[2].label, "shape");
  EXPECT_NEAR(all.top[0].probability, std::exp(whole), 1e-6);
}

TEST_F(CaptionsTest, MapsComeFromTheGradientOfTheWholeCaption) {
  explainer_.explain_caption("blue red");
  const at::Tensor A = features().detach().requires_grad_(true);
  const at::Tensor log = log_words(net_, A, {kStart, kBlue, kRed});
  const at::Tensor Y = log[0][kBlue] + log[1][kRed] + log[2][kEnd];
  const at::Tensor g = torch::autograd::grad({Y}, {A})[0];
  const at::Tensor w = g.mean(at::IntArrayRef{2, 3}, true);
  const at::Tensor L = (w * A.detach()).sum(1).relu().flatten().to(at::kDouble);
  const MethodMap map = explained({0}).targets[0].maps[0];
  ASSERT_EQ(map.method, "gradcam");
  ASSERT_GT(L.max().item<double>(), 0);
  expect_map_near(map.heat.values,
                  {L.const_data_ptr<double>(), L.const_data_ptr<double>() + L.numel()}, 1e-5);
}

// Greedy: the likeliest word after each begun caption, from the net written out.
TEST_F(CaptionsTest, TheModelsOwnCaptionIsTheLikeliestWordEachTime) {
  std::vector<int64_t> tokens{kStart};
  double log_probability = 0;
  const char* const words[] = {"<start>", "<end>", "red", "blue", "shape"};
  std::string expected;
  while (tokens.size() <= 5) {
    at::Tensor log = log_words(net_, features(), tokens)[static_cast<int64_t>(tokens.size()) - 1];
    log = log.index_fill(0, at::tensor({kStart}), -1e9);
    if (tokens.size() == 1) log = log.index_fill(0, at::tensor({kEnd}), -1e9);
    const int64_t next = tokens.size() == 5 ? kEnd : log.argmax().item<int64_t>();
    log_probability += log[next].item<double>();
    if (next == kEnd) break;
    expected += (expected.empty() ? "" : " ") + std::string(words[next]);
    tokens.push_back(next);
  }
  const auto found = explainer_.captions(clip_, 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].text, expected);
  EXPECT_NEAR(found[0].log_probability, log_probability, 1e-5);
}

TEST_F(CaptionsTest, AnotherCaptionMayFollow) {
  explainer_.explain_caption("red");
  EXPECT_EQ(explained({0}).top.size(), 2U);
  explainer_.explain_caption("blue shape red");
  EXPECT_EQ(explained({3}).targets[0].target.label, "red");
  EXPECT_EQ(explainer_.facts().further.back().second, "blue shape red");
}

TEST_F(CaptionsTest, MistakesAreNamed) {
  expect_error(
      ExitCode::Usage, [&] { (void)explained({0}); }, "the model writes captions",
      "vidcam caption");
  expect_error(
      ExitCode::Usage, [&] { explainer_.explain_caption("a rde shape"); }, "does not know 'a'");
  expect_error(
      ExitCode::Usage, [&] { explainer_.explain_caption("rde shape"); }, "does not know 'rde'",
      "red");
  expect_error(
      ExitCode::Usage, [&] { explainer_.explain_caption("?"); }, "none of its words");
  ExplainOptions classes;
  classes.model_path = save_model(make_2d_net(3).module(), "classes.pt",
                                  R"({"input": {"layout": "NCHW", "height": 16, "width": 16}})");
  classes.device = "cpu";
  ClipExplainer none(classes);
  expect_error(
      ExitCode::Usage, [&] { none.explain_caption("red"); }, "writes no captions");
}

TEST_F(CaptionsTest, MethodsThatAskTheModelAgainAskAboutTheCaption) {
  ExplainOptions asking = options(net_);
  asking.methods = {"scorecam", "occlusion"};
  ClipExplainer explainer(asking);
  explainer.explain_caption("red shape");
  const Clip* const one[] = {&clip_};
  const std::vector<TargetSpec> targets{{{ClassChoice::Kind::Class, 0}}};
  const ClipExplanation explained = explainer.explain(one, std::span(&targets, 1)).at(0);
  for (const MethodMap& map : explained.targets[0].maps)
    EXPECT_NE(map.status, MapStatus::NonFinite) << map.method;
}

}  // namespace
}  // namespace vidcam::testing
