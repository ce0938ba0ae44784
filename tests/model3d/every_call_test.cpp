#include "model3d/gradients.h"
#include "tests/model3d/tapping.h"
#include "tests/support/expect_error.h"
#include "tests/support/recurrent_models.h"

// A layer that is called several times, tapped at each call in one pass.
namespace vidcam::testing {
namespace {

constexpr int64_t kClass = 3;

TapOptions every(const std::string& layer) {
  TapOptions options = tap(layer);
  options.every_call = true;
  return options;
}

std::vector<at::Tensor> gradients_of(const std::vector<TappedForward>& pass) {
  return gradients(pass, pass[0].logits.select(1, kClass), /*keep=*/false);
}

void expect_steps(const ScriptNet& net, const torch::jit::Module& module) {
  const at::Tensor input = random_input({2, 3, kLstmSteps, 16, 16});
  const TappedModel model(save_model(module, "lstm.pt"), c3d_like_card(), every("cell"));
  EXPECT_EQ(model.layer(), "cell:0");
  const auto pass = model.forward_all(input);
  ASSERT_EQ(pass.size(), static_cast<size_t>(kLstmSteps));
  const auto g = gradients_of(pass);
  const auto expected = conv_lstm_by_hand(net, input, kClass);
  for (size_t s = 0; s < pass.size(); ++s) {
    SCOPED_TRACE(s);
    EXPECT_EQ(pass[s].call, static_cast<int64_t>(s));
    EXPECT_EQ(pass[s].layer, 0U);
    EXPECT_LT(relative_difference(pass[s].activations, expected[s].A), 1e-12);
    EXPECT_LT(relative_difference(g[s], expected[s].g), 1e-11);
  }
}

TEST(EveryCallTest, OneBackwardPassFindsTheGradientOfEachStep) {
  for (const TimeLoop loop : {TimeLoop::Scripted, TimeLoop::Unrolled, TimeLoop::Trimmed}) {
    const ScriptNet net = make_conv_lstm(71, loop, at::kDouble);
    expect_steps(net, net.module());
  }
}

TEST(EveryCallTest, IsWhatEachCallGivesWhenItIsTappedAlone) {
  const auto path =
      save_model(make_conv_lstm(72, TimeLoop::Scripted, at::kDouble).module(), "alone.pt");
  const at::Tensor input = random_input({2, 3, kLstmSteps, 16, 16});
  for (const std::string element : {":0", ":1"}) {  // h and c
    const TappedModel model(path, c3d_like_card(), every("cell" + element));
    const auto pass = model.forward_all(input);
    const auto g = gradients_of(pass);
    for (size_t s = 0; s < pass.size(); ++s) {
      const TappedModel alone(path, c3d_like_card(), tap("cell#" + std::to_string(s) + element));
      const Pair expected = explained(alone, input, kClass);
      EXPECT_LT(relative_difference(pass[s].activations, expected.a), 1e-12);
      EXPECT_LT(relative_difference(g[s], expected.g), 1e-12);
    }
  }
}

ScriptNet frame_by_frame(const std::string& score) {
  ScriptNet net(73, at::kDouble);
  net.conv2d("conv", 3, 5);
  net.define(
      "def forward(self, x):\n  ys = [torch.relu(self.conv(x[:, :, 0]))]\n"
      "  for t in range(1, x.size(2)):\n    ys.append(torch.relu(self.conv(x[:, :, t])))\n"
      "  return " +
      score + ".mean([2, 3])\n");
  return net;
}

TEST(EveryCallTest, CallsThatTheScoresDoNotReadHaveNoGradient) {
  const auto path = save_model(frame_by_frame("(ys[1] + 2 * ys[6])").module(), "frames.pt");
  const TappedModel model(path, c3d_like_card(), every("conv"));
  EXPECT_EQ(model.tap(), "rectified");
  const auto pass = model.forward_all(random_input({1, 3, 8, 16, 16}));
  const auto g = gradients_of(pass);
  ASSERT_EQ(g.size(), 8U);
  for (size_t s = 0; s < g.size(); ++s) {
    const double expected = s == 1 ? 1 / 256.0 : s == 6 ? 2 / 256.0 : 0.0;
    EXPECT_NEAR(g[s].select(1, kClass).min().item<double>(), expected, 1e-12) << s;
    EXPECT_NEAR(g[s].select(1, kClass).max().item<double>(), expected, 1e-12) << s;
  }
}

TEST(EveryCallTest, ScoresThatReadNoneOfTheCallsAreRefused) {
  const ScriptNet net = make_conv_lstm(74, TimeLoop::Scripted, at::kDouble);
  const TappedModel model(save_model(net.module(), "none.pt"), c3d_like_card(), every("cell"));
  const auto pass = model.forward_all(random_input({1, 3, 8, 16, 16}));
  const at::Tensor other = at::ones({1}, at::kDouble).requires_grad_(true) * 2;
  expect_error(
      ExitCode::Unusable, [&] { (void)gradients(pass, other, false); },
      "no gradient reaches the tapped layer: the score does not depend on it");
}

TEST(EveryCallTest, OneCallIsNotEach) {
  const auto path = save_model(make_c3d_like(75).module(), "once.pt");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, c3d_like_card(), every("conv2#0")); },
      "layer 'conv2#0' is one call, but each call is asked for; name the layer without #");
  const TappedModel model(path, c3d_like_card(), every("conv2"));
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)model.forward_all(at::zeros({1, 3, 8, 16, 16}));
      },
      "layer 'conv2' runs once, so there are no steps to tell apart", "vidcam layers");
}

}  // namespace
}  // namespace vidcam::testing
