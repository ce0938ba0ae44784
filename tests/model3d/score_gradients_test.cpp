#include "model3d/score_gradients.h"

#include "tests/model3d/tapping.h"
#include "tests/model3d/token_net.h"
#include "tests/support/expect_error.h"
#include "tests/support/recurrent_models.h"

// Of several scores of a pass in one backward pass: what each has in one of its own.
namespace vidcam::testing {
namespace {

using Pass = std::vector<TappedForward>;

// Of each class, and one that all of them have a part in.
std::vector<at::Tensor> scores_of(const at::Tensor& logits) {
  std::vector<at::Tensor> scores = logits.unbind(1);
  scores.push_back(at::log_softmax(logits, 1).select(1, 0));
  return scores;
}

void expect_as_alone(const Pass& pass, const std::vector<at::Tensor>& scores, int passes) {
  ScoreGradients together(pass, scores, /*keep=*/true);
  for (size_t k = 0; k < scores.size(); ++k) {
    SCOPED_TRACE(k);
    const auto found = together.next(), expected = gradients(pass, scores[k], /*keep=*/true);
    ASSERT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(found[i].sizes(), pass[i].activations.sizes());
      EXPECT_LT((found[i] - expected[i]).norm().item<double>(),
                1e-12 * expected[i].norm().item<double>() + 1e-300);
    }
  }
  EXPECT_EQ(together.passes(), passes);
}

void expect_as_alone(const ScriptNet& net, const ModelCard& card, const TapOptions& options,
                     const at::Tensor& input) {
  const TappedModel model(save_model(net.module(), "scores.pt"), card, options);
  const Pass pass = model.forward_all(input);
  expect_as_alone(pass, scores_of(pass[0].logits), 1);
}

TEST(ScoreGradientsTest, OnePassFindsTheGradientOfEachScore) {
  const at::Tensor clips = random_input({2, 3, 8, 16, 16}), pictures = random_input({3, 3, 16, 16});
  const ScriptNet c3d = make_c3d_like(81, at::kDouble);
  for (const char* layer : {"conv1", "conv2", "conv3b", "fc6"})
    expect_as_alone(c3d, c3d_like_card(), tap(layer), clips);
  expect_as_alone(make_2d_net(82, at::kDouble), net_2d_card(), tap("conv2"), pictures);
  expect_as_alone(tokens_net(), net_2d_card(), tap("tokens"), pictures);
}

TEST(ScoreGradientsTest, OfSeveralLayersAndOfEachCallOfOne) {
  const at::Tensor clips = random_input({2, 3, 8, 16, 16});
  TapOptions options = tap("cell");
  options.every_call = true;
  expect_as_alone(make_conv_lstm(83, TimeLoop::Scripted, at::kDouble), c3d_like_card(), options,
                  clips);
  options = tap("conv2");
  options.further_layers = {"conv3b"};
  const ScriptNet net = make_c3d_like(84, at::kDouble);
  const TappedModel model(save_model(net.module(), "two.pt"), c3d_like_card(), options);
  for (const TappedForward& layer : model.forward_all(clips))
    expect_as_alone({layer}, scores_of(layer.logits), 1);
}

TEST(ScoreGradientsTest, CallsThatNoScoreReadsHaveNone) {
  ScriptNet net(89, at::kDouble);
  net.conv2d("conv", 3, 5);
  net.define(
      "def forward(self, x):\n  ys = [self.conv(x[:, :, 0])]\n"
      "  for t in range(1, x.size(2)):\n    ys.append(self.conv(x[:, :, t]))\n"
      "  return (ys[1] + 2 * ys[6]).mean([2, 3])\n");
  TapOptions options = tap("conv");
  options.every_call = true;
  expect_as_alone(net, c3d_like_card(), options, random_input({2, 3, 8, 16, 16}));
}

TEST(ScoreGradientsTest, ManyScoresTakeSeveralPasses) {
  const auto pass = Pass{c3d(make_c3d_like(85, at::kDouble), "many.pt", tap("conv3b"))
                             .forward(random_input({1, 3, 8, 16, 16}))};
  std::vector<at::Tensor> scores;
  scores.reserve(70);
  for (int i = 0; i < 70; ++i) scores.push_back(pass[0].logits.select(1, i % 5) * (i + 1));
  expect_as_alone(pass, scores, 3);
}

TEST(ScoreGradientsTest, LargeGradientsAreFoundOneByOne) {
  const auto pass = Pass{c3d(make_c3d_like(86, at::kDouble), "large.pt", tap("conv1"))
                             .forward(random_input({320, 3, 8, 16, 16}))};
  ASSERT_GT(pass[0].activations.nbytes(), size_t{17} << 20);
  expect_as_alone(pass, {pass[0].logits.select(1, 0), pass[0].logits.select(1, 1)}, 2);
}

TEST(ScoreGradientsTest, ScoresThatAreNotMadeOfTheLogitsAreFoundOneByOne) {
  const auto pass = Pass{c3d(make_c3d_like(87, at::kDouble), "other.pt", tap("conv3b"))
                             .forward(random_input({2, 3, 8, 16, 16}))};
  const at::Tensor squares = pass[0].activations.square().flatten(1).sum(1);
  expect_as_alone(pass, {squares, pass[0].logits.select(1, 0), 2 * squares}, 3);
}

TEST(ScoreGradientsTest, AScoreThatReadsNoLayerIsRefused) {
  const auto pass = Pass{c3d(make_c3d_like(88, at::kDouble), "none.pt", tap("conv3b"))
                             .forward(random_input({2, 3, 8, 16, 16}))};
  const at::Tensor other = at::ones({2}, at::kDouble).requires_grad_(true) * 2;
  ScoreGradients together(pass, {other, other}, false);
  expect_error(
      ExitCode::Unusable, [&] { (void)together.next(); }, "the score does not depend on it");
}

}  // namespace
}  // namespace vidcam::testing
