#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model3d/gradients.h"
#include "model3d/graph_output.h"
#include "model3d/tapped_model.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

namespace vidcam {
namespace {

using ::testing::Contains;
using testing::expect_error;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::random_input;
using testing::relative_difference;
using testing::ScriptNet;

// One convolution, the mean over its positions as the scores y, then `tail`.
ScriptNet ending_in(const std::string& tail) {
  ScriptNet net(1, at::kDouble);
  net.conv2d("conv", 3, 4)
      .define("def forward(self, x):\n  y = self.conv(x).mean([2, 3])\n" + tail);
  return net;
}

at::Tensor mean_of_conv(const ScriptNet& net, const at::Tensor& input) {
  return at::conv2d(input, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                    at::IntArrayRef{1, 1})
      .mean(at::IntArrayRef{2, 3});
}

TappedModel model(const ScriptNet& net, const ModelCard& card = testing::net_2d_card()) {
  return {testing::save_model(net.module(), "output.pt"), card, {}};
}

ModelCard probabilities() {
  ModelCard card = testing::net_2d_card();
  card.probabilities = true;
  return card;
}

TEST(GraphOutputTest, ASoftmaxAtTheEndGivesWayToItsLogits) {
  const auto input = random_input({2, 3, 16, 16});
  for (const std::string tail :
       {"  return torch.softmax(y, 1)\n", "  return torch.softmax(y, -1)\n",
        "  return torch.log_softmax(y, 1)\n",
        "  return torch.softmax(y.view([-1, 4, 1, 1]), 1).flatten(1)\n"}) {
    const auto net = ending_in(tail);
    for (const auto& card : {testing::net_2d_card(), probabilities()}) {
      const auto tapped = model(net, card);
      EXPECT_TRUE(tapped.logits_are_real()) << tail;
      EXPECT_LT(relative_difference(tapped.forward(input).logits, mean_of_conv(net, input)), 1e-12)
          << tail;
      EXPECT_THAT(tapped.notes(),
                  Contains(HasSubstr("softmax; its logits are taken from what feeds it")))
          << tail;
      EXPECT_TRUE(tapped.piecewise_linear()) << tail;
    }
  }
}

TEST(GraphOutputTest, ProbabilitiesWithoutASoftmaxInTheGraphGiveTheirLogarithm) {
  const auto net = ending_in("  e = torch.exp(y)\n  return e / e.sum(1, keepdim=True)\n");
  const auto input = random_input({2, 3, 16, 16});
  const auto tapped = model(net, probabilities());
  EXPECT_FALSE(tapped.logits_are_real());
  EXPECT_LT(relative_difference(tapped.logits(input), at::log_softmax(mean_of_conv(net, input), 1)),
            1e-12);
  EXPECT_THAT(tapped.notes(),
              Contains(HasSubstr("the logarithm of the probability stands in for the logit")));
  EXPECT_TRUE(model(net).logits_are_real());  // the card says logits
}

TEST(GraphOutputTest, AProbabilityOfZeroHasAFiniteLogarithm) {
  const auto tapped = model(ending_in("  return torch.relu(y - 1000)\n"), probabilities());
  EXPECT_TRUE(at::isfinite(tapped.logits(random_input({1, 3, 16, 16}))).all().item<bool>());
}

TEST(GraphOutputTest, TheCardPicksFromTuplesListsAndDicts) {
  const auto input = random_input({2, 3, 16, 16});
  ModelCard second = testing::net_2d_card(), keyed = testing::net_2d_card();
  second.output_index = 1;
  keyed.output_key = "scores";
  const std::vector<std::pair<std::string, ModelCard>> cases{
      {"  return x, y\n", second},
      {"  return [x, y]\n", second},
      {"  return y, x\n", testing::net_2d_card()},
      {"  return {'input': x, 'scores': y}\n", keyed},
      {"  return {'scores': y, 'input': x}\n", testing::net_2d_card()},
      {"  d: Dict[str, Tensor] = {}\n  d['input'] = x\n  d['scores'] = y\n  return d\n", keyed},
      {"  l: List[Tensor] = []\n  l.append(x)\n  l.append(y)\n  return l\n", second}};
  for (const auto& [tail, card] : cases) {
    const auto net = ending_in(tail);
    const auto tapped = model(net, card);
    EXPECT_LT(relative_difference(tapped.logits(input), mean_of_conv(net, input)), 1e-12) << tail;
    const auto forward = tapped.forward(input);
    EXPECT_TRUE(gradient(forward, forward.logits.select(1, 0), false).defined()) << tail;
  }
}

TEST(GraphOutputTest, ATupleOfASoftmaxIsSeenThrough) {
  ModelCard card = testing::net_2d_card();
  card.output_index = 1;
  const auto net = ending_in("  return x, torch.softmax(y, 1)\n");
  const auto input = random_input({1, 3, 16, 16});
  EXPECT_LT(relative_difference(model(net, card).logits(input), mean_of_conv(net, input)), 1e-12);
}

TEST(GraphOutputTest, ElementsThatAreNotThereAreNamed) {
  ModelCard third = testing::net_2d_card(), keyed = testing::net_2d_card();
  third.output_index = 2;
  keyed.output_key = "logits";
  const auto tuple = ending_in("  return x, y\n"),
             dict = ending_in("  return {'input': x, 'scores': y}\n");
  expect_error(
      ExitCode::Unusable, [&] { model(tuple, third); },
      "the model returns 2 values, so the card's output.index 2 names none");
  expect_error(
      ExitCode::Unusable, [&] { model(dict, keyed); },
      "a dict without the card's output.key 'logits'; its keys: input, scores");
  const auto late = ending_in("  d: Dict[str, Tensor] = {}\n  d['a'] = y\n  return d\n");
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)model(late, keyed).logits(random_input({1, 3, 16, 16}));
      },
      "its keys: a");
}

TEST(GraphOutputTest, ScoresWithEmptyPositionsAreFlattened) {
  const auto input = random_input({2, 3, 16, 16});
  for (const std::string tail :
       {"  return y.view([-1, 4, 1, 1])\n", "  return y.view([-1, 4, 1, 1, 1])\n"}) {
    const auto net = ending_in(tail);
    EXPECT_EQ(model(net).logits(input).sizes(), (at::IntArrayRef{2, 4})) << tail;
  }
}

TEST(GraphOutputTest, AnOutputThatIsNoTableOfScoresIsNamed) {
  const auto input = random_input({2, 3, 16, 16});
  expect_error(
      ExitCode::Unusable, [&] { (void)model(ending_in("  return self.conv(x)\n")).logits(input); },
      "the model's output is Double of size 2x4x16x16 for a batch of 2, no table of class scores "
      "[batch, classes]");
  expect_error(
      ExitCode::Unusable, [&] { (void)model(ending_in("  return y.argmax(1)\n")).logits(input); },
      "is Long of size 2 ");
  expect_error(
      ExitCode::Unusable, [&] { (void)model(ending_in("  return y.sum()\n")).logits(input); },
      "of size a single value");
}

}  // namespace
}  // namespace vidcam
