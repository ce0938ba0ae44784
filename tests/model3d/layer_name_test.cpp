#include "model3d/layer_name.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include "tests/model3d/tapping.h"
#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using testing::c3d;
using ::testing::ElementsAre;
using testing::expect_error;
using testing::explained;
using ::testing::HasSubstr;
using testing::random_input;
using testing::relative_difference;
using testing::save_model;
using testing::ScriptNet;
using testing::tap;

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

TEST(LayerNameTest, TapsTheExecutionThatIsAskedFor) {
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

TEST(LayerNameTest, SaysHowOftenALayerRan) {
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

// As tracing writes the last step of a loop, of which only one tensor is read.
TEST(LayerNameTest, ACallThatGivesOneTensorIsTheFirstOfATuple) {
  ScriptNet block(12, at::kDouble, "Block");
  block.conv2d("conv", 3, 3);
  block.define("def forward(self, x):\n  y = self.conv(x)\n  return y, 2 * y\n");
  block.define("def forward1(self, x):\n  return self.conv(x)\n");
  ScriptNet net(12, at::kDouble);
  net.layer("block", block);
  net.define(
      "def forward(self, x):\n  a, b = self.block.forward(x)\n"
      "  return self.block.forward1(a + b).mean([2, 3])\n");
  const auto path = save_model(net.module(), "mixed.pt");
  const auto input = random_input({1, 3, 16, 16});
  const auto conv = [&](const at::Tensor& x) {
    return at::conv2d(x, net.weight("block.conv.weight"), net.weight("block.conv.bias"), {1, 1},
                      at::IntArrayRef{1, 1});
  };
  for (const char* name : {"block", "block:0", "block#1"}) {
    const TappedModel model(path, testing::net_2d_card(), tap(name));
    EXPECT_LT(relative_difference(explained(model, input, 2).a, conv(3 * conv(input))), 1e-12);
    EXPECT_THAT(model.notes(), ElementsAre(HasSubstr("the one is taken for ':0'")));
  }
  const TappedModel first(path, testing::net_2d_card(), tap("block#0"));
  EXPECT_LT(relative_difference(explained(first, input, 2).a, conv(input)), 1e-12);
  const TappedModel second(path, testing::net_2d_card(), tap("block:1"));
  EXPECT_LT(relative_difference(explained(second, input, 2).a, 2 * conv(input)), 1e-12);
  EXPECT_TRUE(second.notes().empty());
}

TEST(LayerNameTest, TapsAnElementOfATuple) {
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

TEST(LayerNameTest, AFrozenModelIsTappedByItsOperators) {
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

TEST(LayerNameTest, TheDefaultIsTheCardsLayerElseTheLastConvolutionBeforeTheScores) {
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

TEST(LayerNameTest, AClassifierMadeOfAConvolutionIsNotTheDefault) {
  ScriptNet net(28);
  net.conv2d("features", 3, 6).conv2d("classifier", 6, 4);
  net.define(
      "def forward(self, x):\n  y = torch.relu(self.features(x)).mean([2, 3], keepdim=True)\n"
      "  return self.classifier(y).flatten(1)\n");
  const TappedModel model(save_model(net.module(), "conv_head.pt"), testing::net_2d_card(), {});
  EXPECT_EQ(model.layer(), "features");
  EXPECT_EQ(model.forward(at::ones({2, 3, 16, 16})).logits.sizes(), (at::IntArrayRef{2, 4}));
}

TEST(LayerNameTest, WithoutAConvolutionALayerMustBeNamed) {
  ScriptNet net(15);
  net.linear("fc", 3, 4).define("def forward(self, x):\n  return self.fc(x.mean([2, 3]))\n");
  const auto path = save_model(net.module(), "noconv.pt");
  expect_error(
      ExitCode::Unusable, [&] { TappedModel(path, testing::net_2d_card(), {}); }, "noconv.pt",
      "no convolution to explain by default; name a layer");
}

TEST(LayerNameTest, UnknownLayersGetTheNearestNames) {
  const auto net = testing::make_c3d_like(20);
  expect_error(
      ExitCode::Unusable, [&] { (void)c3d(net, "names.pt", tap("conv3")); }, "no layer 'conv3' in",
      "names.pt", "the nearest: conv1, conv2, conv3a, conv3b");
  expect_error(
      ExitCode::Unusable, [&] { (void)c3d(net, "names.pt", tap("conv3b#x")); },
      "layer 'conv3b#x': '#x' is no execution of a layer; they are counted #0, #1, #2 ...");
}

}  // namespace
}  // namespace vidcam
