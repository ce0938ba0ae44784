#include "model3d/tapped_model.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <thread>

#include "tests/model3d/by_hand.h"
#include "tests/support/expect_error.h"
#include "tests/support/script_models.h"

namespace vidcam {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::expect_error;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::random_input;
using testing::relative_difference;
using testing::save_model;
using testing::ScriptNet;

TapOptions tap(const std::string& layer, bool rectified = true) {
  return {layer, rectified, "cpu"};
}

TappedModel c3d(const ScriptNet& net, const std::string& name, const TapOptions& options = {}) {
  return {save_model(net.module(), name), testing::c3d_like_card(), options};
}

struct Pair {
  at::Tensor a, g;
};

// A and dS/dA of the sum of the clips' own scores of class c.
Pair explained(const TappedModel& model, const at::Tensor& input, int64_t c) {
  const auto forward = model.forward(input);
  return {forward.activations.detach(), gradient(forward, forward.logits.select(1, c), false)};
}

Pair head_by_autograd(const ScriptNet& net, const at::Tensor& activations, int64_t c) {
  const at::Tensor leaf = activations.detach().clone().requires_grad_(true);
  const at::Tensor score = testing::head_by_hand(net, leaf).select(1, c);
  return {leaf.detach(), torch::autograd::grad({score}, {leaf}, {at::ones_like(score)})[0]};
}

TEST(TappedModelTest, GivesTheRawLayersActivationsAndGradient) {
  const auto net = testing::make_c3d_like(1, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const auto got = explained(c3d(net, "raw.pt", tap("conv3b", false)), input, 3);
  const auto wanted = head_by_autograd(net, testing::trunk_by_hand(net, input), 3);
  EXPECT_EQ(got.a.scalar_type(), at::kDouble);
  EXPECT_LT(relative_difference(got.a, wanted.a), 1e-12);
  EXPECT_LT(relative_difference(got.g, wanted.g), 1e-12);
}

TEST(TappedModelTest, TakesTheReluThatAloneReadsTheLayer) {
  const auto net = testing::make_c3d_like(1, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const auto model = c3d(net, "rectified.pt", tap("conv3b"));
  const auto got = explained(model, input, 3);
  const auto wanted = head_by_autograd(net, at::relu(testing::trunk_by_hand(net, input)), 3);
  EXPECT_EQ(model.tap(), "rectified");
  EXPECT_EQ(model.layer(), "conv3b");
  EXPECT_LT(relative_difference(got.a, wanted.a), 1e-12);
  EXPECT_GE(got.a.min().item<double>(), 0);
  // Where the ReLU cuts off its own slope is 0, but the head's still counts: relu(0) is 0 on the
  // raw side only.
  const auto raw = head_by_autograd(net, testing::trunk_by_hand(net, input), 3);
  EXPECT_LT(relative_difference(got.g * (got.a > 0), raw.g), 1e-12);
}

TEST(TappedModelTest, GradientAgreesWithFiniteDifferences) {
  const auto net = testing::make_c3d_like(2, at::kDouble);
  const auto got =
      explained(c3d(net, "fd.pt", tap("conv3a", false)), random_input({1, 3, 8, 16, 16}), 1);
  const auto score = [&](const at::Tensor& a) {
    const auto b = testing::conv3d_by_hand(net, "conv3b", at::relu(a));
    return testing::head_by_hand(net, b).select(1, 1).sum().item<double>();
  };
  const double h = 1e-6, scale = got.g.abs().max().item<double>();
  for (int64_t i = 0; i < got.a.numel(); i += 37) {
    at::Tensor up = got.a.clone(), down = got.a.clone();
    up.view({-1})[i] += h;
    down.view({-1})[i] -= h;
    EXPECT_NEAR(got.g.view({-1})[i].item<double>(), (score(up) - score(down)) / (2 * h),
                1e-6 * scale)
        << i;
  }
}

TEST(TappedModelTest, ScoresAreTheModelsOwn) {
  const auto net = testing::make_c3d_like(3, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const auto model = c3d(net, "scores.pt", tap("conv2"));
  const auto wanted = testing::head_by_hand(net, testing::trunk_by_hand(net, input));
  EXPECT_LT(relative_difference(model.forward(input).logits, wanted), 1e-12);
  EXPECT_LT(relative_difference(model.logits(input), wanted), 1e-12);
  EXPECT_FALSE(model.logits(input).requires_grad());
}

TEST(TappedModelTest, KeepsTheTapeForFurtherTargets) {
  const auto net = testing::make_c3d_like(4, at::kDouble);
  const auto input = random_input({1, 3, 8, 16, 16});
  const auto model = c3d(net, "keep.pt");
  const auto forward = model.forward(input);
  const auto first = gradient(forward, forward.logits.select(1, 0), true);
  const auto second = gradient(forward, forward.logits.select(1, 1), false);
  EXPECT_LT(relative_difference(second, explained(model, input, 1).g), 1e-15);
  EXPECT_GT(relative_difference(first, second), 0.1);
}

ScriptNet with_relu_after(bool in_place) {
  ScriptNet net(5, at::kDouble);
  net.conv2d("conv", 3, 6).relu("act", in_place).conv2d("head", 6, 4);
  net.define("def forward(self, x):\n  return self.head(self.act(self.conv(x))).mean([2, 3])\n");
  return net;
}

TEST(TappedModelTest, AnInPlaceReluBehindTheLayerDoesNotChangeWhatWasTapped) {
  const auto input = random_input({2, 3, 16, 16});
  for (const bool rectified : {false, true}) {
    const TappedModel plain(save_model(with_relu_after(false).module(), "plain.pt"),
                            testing::net_2d_card(), tap("conv", rectified));
    const TappedModel in_place(save_model(with_relu_after(true).module(), "inplace.pt"),
                               testing::net_2d_card(), tap("conv", rectified));
    const auto wanted = explained(plain, input, 2), got = explained(in_place, input, 2);
    EXPECT_EQ(in_place.tap(), rectified ? "rectified" : "raw");
    EXPECT_TRUE(at::equal(got.a, wanted.a));
    EXPECT_TRUE(at::equal(got.g, wanted.g));
    EXPECT_EQ(got.a.min().item<double>() < 0, !rectified);
  }
}

TEST(TappedModelTest, AnInPlaceReluWhoseResultIsNotUsedRectifiesTheLayer) {
  ScriptNet net(6, at::kDouble);
  net.conv2d("conv", 3, 6).conv2d("head", 6, 4);
  net.define(
      "def forward(self, x):\n  y = self.conv(x)\n  torch.relu_(y)\n  return self.head(y).mean([2, "
      "3])\n");
  const auto input = random_input({1, 3, 16, 16});
  const TappedModel model(save_model(net.module(), "unused.pt"), testing::net_2d_card(),
                          tap("conv"));
  const auto got = explained(model, input, 0);
  const auto conv = at::conv2d(input, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                               at::IntArrayRef{1, 1});
  EXPECT_EQ(model.tap(), "rectified");
  EXPECT_LT(relative_difference(got.a, at::relu(conv)), 1e-12);
}

TEST(TappedModelTest, ALayerWithASecondReaderStaysRaw) {
  ScriptNet net(7, at::kDouble);
  net.conv2d("conv", 3, 6).conv2d("head", 6, 4);
  net.define(
      "def forward(self, x):\n  y = self.conv(x)\n  return self.head(torch.relu(y) + 0.1 * "
      "y).mean([2, 3])\n");
  const TappedModel model(save_model(net.module(), "second.pt"), testing::net_2d_card(),
                          tap("conv"));
  EXPECT_EQ(model.tap(), "raw");
  EXPECT_LT(explained(model, random_input({1, 3, 16, 16}), 0).a.min().item<double>(), 0);
}

TEST(TappedModelTest, EveryKindOfRectifierCounts) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"torch.relu(y)", "rectified"},
      {"torch.relu6(y)", "rectified"},
      {"torch.clamp(y, 0, 6)", "rectified"},
      {"torch.clamp_min(y, 0)", "rectified"},
      {"torch.hardtanh(y, 0., 4.)", "rectified"},
      {"torch.threshold(y, 0, 0)", "rectified"},
      {"torch.clamp(y, -1, 6)", "raw"},
      {"torch.hardtanh(y, -1., 1.)", "raw"},
      {"torch.leaky_relu(y, 0.1)", "raw"},
      {"torch.threshold(y, 0.5, 0)", "raw"}};
  for (const auto& [operation, wanted] : cases) {
    ScriptNet net(8);
    net.conv2d("conv", 3, 4);
    net.define("def forward(self, x):\n  y = self.conv(x)\n  return (" + operation +
               ").mean([2, 3])\n");
    const TappedModel model(save_model(net.module(), "rectifier.pt"), testing::net_2d_card(),
                            tap("conv"));
    EXPECT_EQ(model.tap(), wanted) << operation;
    EXPECT_TRUE(model.piecewise_linear()) << operation;
  }
}

TEST(TappedModelTest, ASecondForwardNeverSeesTheFirstOnesActivations) {
  const auto model = c3d(testing::make_c3d_like(9, at::kDouble), "second_forward.pt");
  const auto one = random_input({1, 3, 8, 16, 16}, 1), two = random_input({1, 3, 8, 16, 16}, 2);
  const auto first = model.forward(one);
  const auto kept = first.activations.detach().clone();
  const auto second = model.forward(two);
  EXPECT_TRUE(at::equal(first.activations.detach(), kept));
  EXPECT_FALSE(at::equal(second.activations.detach(), kept));
  EXPECT_TRUE(at::equal(model.forward(one).activations.detach(), kept));
}

TEST(TappedModelTest, RunsOnTwoThreadsDoNotMeet) {
  const auto model = c3d(testing::make_c3d_like(10, at::kDouble), "threads.pt");
  const std::array<at::Tensor, 2> inputs{random_input({1, 3, 8, 16, 16}, 1),
                                         random_input({1, 3, 8, 16, 16}, 2)};
  const std::array<Pair, 2> wanted{explained(model, inputs[0], 0), explained(model, inputs[1], 0)};
  std::array<int, 2> wrong{0, 0};
  {
    std::vector<std::jthread> threads;
    for (size_t t = 0; t < 2; ++t) {
      threads.emplace_back([&, t] {
        for (int round = 0; round < 10; ++round) {
          const auto got = explained(model, inputs[t], 0);
          wrong[t] += relative_difference(got.a, wanted[t].a) < 1e-12 &&
                              relative_difference(got.g, wanted[t].g) < 1e-12
                          ? 0
                          : 1;
        }
      });
    }
  }
  EXPECT_EQ(wrong, (std::array<int, 2>{0, 0}));
}

// One convolution called three times.
ScriptNet shared_conv() {
  ScriptNet net(11, at::kDouble);
  net.conv2d("conv", 3, 3).conv2d("head", 3, 4);
  net.define(R"(
def forward(self, x):
  for i in range(3):
    x = torch.tanh(self.conv(x))
  return self.head(x).mean([2, 3])
)");
  return net;
}

TEST(TappedModelTest, TapsTheExecutionThatIsAskedFor) {
  const auto net = shared_conv();
  const auto path = save_model(net.module(), "shared.pt");
  at::Tensor x = random_input({1, 3, 16, 16});
  const auto input = x;
  for (int64_t k = 0; k < 3; ++k) {
    const auto conv = at::conv2d(x, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                                 at::IntArrayRef{1, 1});
    const TappedModel model(path, testing::net_2d_card(), tap("conv#" + std::to_string(k)));
    EXPECT_EQ(model.layer(), "conv#" + std::to_string(k));
    EXPECT_LT(relative_difference(explained(model, input, 1).a, conv), 1e-12) << k;
    if (k == 2) {
      EXPECT_TRUE(at::equal(explained(model, input, 1).a,
                            explained({path, testing::net_2d_card(), tap("conv")}, input, 1).a));
    }
    x = at::tanh(conv);
  }
}

TEST(TappedModelTest, SaysHowOftenALayerRan) {
  const TappedModel model(save_model(shared_conv().module(), "shared.pt"), testing::net_2d_card(),
                          tap("conv#3"));
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)model.forward(random_input({1, 3, 16, 16}));
      },
      "layer 'conv#3' ran only 3 times; its executions are counted from #0");
}

// A block that returns (y, 2 y), and whose caller reads both.
ScriptNet tuple_block() {
  ScriptNet block(12, at::kDouble, "Block");
  block.conv2d("conv", 3, 4);
  block.define("def forward(self, x):\n  y = self.conv(x)\n  return y, 2 * y\n");
  ScriptNet net(12, at::kDouble);
  net.layer("block", block).conv2d("head", 4, 3);
  net.define(
      "def forward(self, x):\n  a, b = self.block.forward(x)\n  return self.head(a + b * "
      "b).mean([2, 3])\n");
  return net;
}

TEST(TappedModelTest, TapsAnElementOfATuple) {
  const auto net = tuple_block();
  const auto path = save_model(net.module(), "tuple.pt");
  const auto input = random_input({1, 3, 16, 16});
  const auto y = at::conv2d(input, net.weight("block.conv.weight"), net.weight("block.conv.bias"),
                            {1, 1}, at::IntArrayRef{1, 1});
  const auto head = [&](const at::Tensor& a, const at::Tensor& b) {
    return at::conv2d(a + b * b, net.weight("head.weight"), net.weight("head.bias"), {1, 1},
                      at::IntArrayRef{1, 1})
        .mean(at::IntArrayRef{2, 3});
  };
  const at::Tensor leaf = (2 * y).requires_grad_(true), score = head(y, leaf).select(1, 2);
  const auto wanted = torch::autograd::grad({score}, {leaf}, {at::ones_like(score)})[0];
  const TappedModel second(path, testing::net_2d_card(), tap("block:1")),
      first(path, testing::net_2d_card(), tap("block"));
  EXPECT_LT(relative_difference(explained(second, input, 2).a, 2 * y), 1e-12);
  EXPECT_LT(relative_difference(explained(second, input, 2).g, wanted), 1e-12);
  EXPECT_EQ(first.layer(), "block:0");
  EXPECT_LT(relative_difference(explained(first, input, 2).a, y), 1e-12);
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, testing::net_2d_card(), tap("block:2")); },
      "layer 'block' has no element '2'; it gives block:0, block:1");
}

TEST(TappedModelTest, AFrozenModelIsTappedByItsOperators) {
  const auto net = testing::make_c3d_like(13, at::kDouble);
  const auto input = random_input({2, 3, 8, 16, 16});
  const auto path = save_model(testing::frozen(net.module()), "frozen.pt");
  const auto wanted = explained(c3d(net, "named.pt", tap("conv3b")), input, 1);
  for (const std::string name : {"@conv[-1]", "@conv[3]", ""}) {
    const TappedModel model(path, testing::c3d_like_card(), tap(name));
    const auto got = explained(model, input, 1);
    EXPECT_EQ(model.layer(), "@conv[3]") << name;
    EXPECT_EQ(model.tap(), "rectified") << name;
    EXPECT_LT(relative_difference(got.a, wanted.a), 1e-12) << name;
    EXPECT_LT(relative_difference(got.g, wanted.g), 1e-12) << name;
  }
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, testing::c3d_like_card(), tap("conv3b")); },
      "no layer 'conv3b' in", "the model was frozen or traced without names",
      "@conv[-1] is the last convolution");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, testing::c3d_like_card(), tap("@conv[4]")); },
      "no layer '@conv[4]'", "@conv[3]");
}

TEST(TappedModelTest, TheDefaultIsTheCardsLayerElseTheLastConvolutionBeforeTheScores) {
  ScriptNet net(14);
  net.conv2d("first", 3, 4).conv2d("last", 4, 5).conv2d("aside", 3, 5);
  net.define(
      "def forward(self, x):\n  y = self.last(self.first(x)).mean([2, 3])\n  return y, "
      "self.aside(x)\n");
  const auto path = save_model(net.module(), "default.pt");
  ModelCard card = testing::net_2d_card();
  EXPECT_EQ(TappedModel(path, card, {}).layer(), "last");
  card.layer = "first";
  EXPECT_EQ(TappedModel(path, card, {}).layer(), "first");
  EXPECT_EQ(TappedModel(path, card, tap("last")).layer(), "last");
}

TEST(TappedModelTest, AClassifierMadeOfAConvolutionIsNotTheDefault) {
  ScriptNet net(28);
  net.conv2d("features", 3, 6).conv2d("classifier", 6, 4);
  net.define(
      "def forward(self, x):\n  y = torch.relu(self.features(x)).mean([2, 3], keepdim=True)\n"
      "  return self.classifier(y).flatten(1)\n");
  const TappedModel model(save_model(net.module(), "conv_head.pt"), testing::net_2d_card(), {});
  EXPECT_EQ(model.layer(), "features");
  EXPECT_EQ(model.forward(at::ones({2, 3, 16, 16})).logits.sizes(), (at::IntArrayRef{2, 4}));
}

TEST(TappedModelTest, WithoutAConvolutionALayerMustBeNamed) {
  ScriptNet net(15);
  net.linear("fc", 3, 4).define("def forward(self, x):\n  return self.fc(x.mean([2, 3]))\n");
  const auto path = save_model(net.module(), "noconv.pt");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, testing::net_2d_card(), {}); }, "noconv.pt",
      "no convolution to explain by default; name a layer");
}

TEST(TappedModelTest, BatchNormIsRunInEvaluationMode) {
  ScriptNet net(16, at::kDouble);
  net.conv2d("conv", 3, 4).batch_norm("bn", 4);
  net.define("def forward(self, x):\n  return torch.relu(self.bn(self.conv(x))).mean([2, 3])\n");
  const auto input = random_input({2, 3, 16, 16});
  const TappedModel model(save_model(net.module(), "bn.pt"), testing::net_2d_card(), tap("conv"));
  const auto conv = at::conv2d(input, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                               at::IntArrayRef{1, 1});
  const auto normal = at::batch_norm(conv, net.weight("bn.weight"), net.weight("bn.bias"),
                                     net.weight("bn.running_mean"), net.weight("bn.running_var"),
                                     false, 0.1, 1e-5, false);
  EXPECT_LT(relative_difference(model.logits(input), at::relu(normal).mean(at::IntArrayRef{2, 3})),
            1e-12);
  EXPECT_EQ(model.tap(), "raw");
  EXPECT_TRUE(model.piecewise_linear());
}

TEST(TappedModelTest, HalfModelsRunInFloat32AndSaySo) {
  const auto model = c3d(testing::make_c3d_like(17, at::kHalf), "half.pt");
  const auto forward = model.forward(random_input({2, 3, 8, 16, 16}).to(at::kFloat));
  EXPECT_EQ(forward.logits.scalar_type(), at::kFloat);
  EXPECT_EQ(forward.activations.scalar_type(), at::kFloat);
  EXPECT_THAT(model.notes(), Contains("the model's 16-bit weights are converted to float32"));
}

TEST(TappedModelTest, WeightsThatAreNoNumbersAreNoted) {
  auto net = testing::make_c3d_like(18);
  EXPECT_THAT(c3d(net, "good.pt").notes(), IsEmpty());
  at::NoGradGuard off;
  net.weight("conv2.weight").view({-1})[5] = std::nan("");
  EXPECT_THAT(c3d(net, "nan.pt").notes(), Contains(HasSubstr("weights that are NaN or infinite")));
}

TEST(TappedModelTest, GradientBlocksAndPrintsOfTheModelAreUndone) {
  ScriptNet net(19, at::kDouble);
  net.conv2d("conv", 3, 4);
  net.define(
      "def forward(self, x):\n  print('hello')\n  return torch.dropout(self.conv(x), 0.5, "
      "True).mean([2, 3])\n");
  const auto input = random_input({1, 3, 16, 16});
  const TappedModel model(save_model(net.module(), "prints.pt"), testing::net_2d_card(), {});
  ::testing::internal::CaptureStdout();
  const auto one = model.logits(input), two = model.logits(input);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
  EXPECT_TRUE(at::equal(one, two));  // no dropout
  EXPECT_THAT(model.notes(), Contains(HasSubstr("traced in training mode")));
  EXPECT_THAT(model.notes(), Contains(HasSubstr("prints while it runs")));
}

TEST(TappedModelTest, UnknownLayersGetTheNearestNames) {
  const auto net = testing::make_c3d_like(20);
  expect_error(
      ExitCode::Unusable, [&] { (void)c3d(net, "names.pt", tap("conv3")); }, "no layer 'conv3' in",
      "names.pt", "the nearest: conv1, conv2, conv3a, conv3b");
  expect_error(
      ExitCode::Unusable, [&] { (void)c3d(net, "names.pt", tap("conv3b#x")); },
      "layer 'conv3b#x': '#x' is no execution of a layer; they are counted #0, #1, #2 ...");
}

TEST(TappedModelTest, LayersThatAreNotCalledOrGiveNoTensorAreExplained) {
  ScriptNet net(21);
  net.conv2d("conv", 3, 4).conv2d("unused", 3, 4);
  net.layer("sizes", "Sizes", "def forward(self, x):\n  return x.size(0)\n");
  net.layer("kinds", "Kinds", "def forward(self, x):\n  return x.argmax(1)\n");
  net.define(
      "def forward(self, x):\n  y = self.conv(x)\n  n = self.sizes(y)\n  k = self.kinds(y)\n"
      "  return y.mean([2, 3]) * n + k.type_as(y).mean([1, 2]).unsqueeze(1)\n");
  const auto path = save_model(net.module(), "odd.pt");
  const auto card = testing::net_2d_card();
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, card, tap("unused")); },
      "layer 'unused' is in the model, but its forward never calls it");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, card, tap("sizes")); },
      "layer 'sizes' gives int, which is no tensor; name a layer inside or before it");
  const TappedModel kinds(path, card, tap("kinds"));
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)kinds.forward(at::zeros({1, 3, 16, 16}));
      },
      "layer 'kinds' gives Long, which has no gradient; tap another layer");
}

TEST(TappedModelTest, ALayerThatDoesNotReachTheScoresIsNamed) {
  ScriptNet net(22);
  net.conv2d("conv", 3, 4).conv2d("cut", 4, 4);
  net.define(
      "def forward(self, x):\n  y = self.conv(x)\n  return y.mean([2, 3]) + "
      "self.cut(y).detach().mean([2, 3])\n");
  const TappedModel cut(save_model(net.module(), "cut.pt"), testing::net_2d_card(), tap("cut"));
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)cut.forward(at::zeros({1, 3, 16, 16}));
      },
      "layer 'cut' does not reach the scores in a differentiable way");
}

TEST(TappedModelTest, AWrongInputSizeGetsTheModelsOwnWords) {
  ScriptNet net(23);
  net.conv3d("conv", 3, 4).linear("fc", 4 * 8 * 16 * 16, 5);
  net.define(
      "def forward(self, x):\n  return self.fc(torch.flatten(torch.relu(self.conv(x)), 1))\n");
  const auto model = c3d(net, "size.pt");
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)model.forward(at::zeros({1, 3, 8, 10, 10}));
      },
      "size.pt: the model refused an input of 1x3x8x10x10 (NCTHW): mat1 and mat2 shapes cannot be "
      "multiplied "
      "(1x3200 and 8192x5); the input size is set in the model card, card.json");
}

TEST(TappedModelTest, AModelOfSeveralInputsIsNotSupportedYet) {
  ScriptNet net(24);
  net.conv2d("conv", 3, 4);
  net.define(
      "def forward(self, image, question):\n  return self.conv(image).mean([2, 3]) + question\n");
  const auto path = save_model(net.module(), "two.pt");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, testing::net_2d_card(), {}); },
      "the model's forward takes 2 inputs (image, question)", "others not yet");
}

TEST(TappedModelTest, InputsWithDefaultsAreLeftAtThem) {
  ScriptNet net(25, at::kDouble);
  net.conv2d("conv", 3, 4);
  net.define(
      "def forward(self, x, scale: float = 3.0):\n  return self.conv(x).mean([2, 3]) * scale\n");
  const auto input = random_input({1, 3, 16, 16});
  const TappedModel model(save_model(net.module(), "defaults.pt"), testing::net_2d_card(), {});
  const auto conv = at::conv2d(input, net.weight("conv.weight"), net.weight("conv.bias"), {1, 1},
                               at::IntArrayRef{1, 1});
  EXPECT_LT(relative_difference(model.logits(input), conv.mean(at::IntArrayRef{2, 3}) * 3), 1e-12);
}

TEST(TappedModelTest, GradientRefusesAScoreThatDoesNotComeFromTheModel) {
  const auto model = c3d(testing::make_c3d_like(26), "score.pt");
  const auto forward = model.forward(at::zeros({1, 3, 8, 16, 16}));
  expect_error(
      ExitCode::Unusable, [&] { (void)gradient(forward, at::ones({1}), false); },
      "no gradient reaches the tapped layer");
}

TEST(TappedModelTest, KnowsWhatIsPiecewiseLinearBehindTheTap) {
  const std::vector<std::pair<std::string, bool>> cases{
      {"torch.relu(y).mean([2, 3])", true},
      {"torch.adaptive_avg_pool2d(torch.max_pool2d(y, [2, 2]), [1, 1]).flatten(1)", true},
      {"torch.cat([y, y + 1], 1).mean([2, 3]) * 2.0", true},
      {"(y / 3.0).sum([2, 3])", true},
      {"torch.sigmoid(y).mean([2, 3])", false},
      {"torch.tanh(y).mean([2, 3])", false},
      {"torch.silu(y).mean([2, 3])", false},
      {"torch.gelu(y).mean([2, 3])", false},
      {"(y * y).mean([2, 3])", false},
      {"torch.softmax(y, 2).mean([2, 3])", false},
      {"(1.0 / (y * 0.01 + 5.0)).mean([2, 3])", false}};
  for (const auto& [code, wanted] : cases) {
    ScriptNet net(27);
    net.conv2d("conv", 3, 4)
        .define(
            "def forward(self, x):\n  y = torch.sigmoid(self.conv(torch.tanh(x)))\n"
            "  y = self.conv(y)\n  return " +
            code + "\n");
    const TappedModel model(save_model(net.module(), "linear.pt"), testing::net_2d_card(),
                            tap("@conv[1]"));
    EXPECT_EQ(model.piecewise_linear(), wanted) << code;
  }
}

}  // namespace
}  // namespace vidcam
