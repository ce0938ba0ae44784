#include "model3d/rectifier.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/model3d/tapping.h"

namespace vidcam {
namespace {

using testing::c3d;
using testing::explained;
using testing::head_by_autograd;
using testing::random_input;
using testing::relative_difference;
using testing::save_model;
using testing::ScriptNet;
using testing::tap;

TEST(RectifierTest, TakesTheReluThatAloneReadsTheLayer) {
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

ScriptNet with_relu_after(bool in_place) {
  ScriptNet net(5, at::kDouble);
  net.conv2d("conv", 3, 6).relu("act", in_place).conv2d("head", 6, 4);
  net.define("def forward(self, x):\n  return self.head(self.act(self.conv(x))).mean([2, 3])\n");
  return net;
}

TEST(RectifierTest, AnInPlaceReluBehindTheLayerDoesNotChangeWhatWasTapped) {
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

TEST(RectifierTest, AnInPlaceReluWhoseResultIsNotUsedRectifiesTheLayer) {
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

TEST(RectifierTest, ALayerWithASecondReaderStaysRaw) {
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

TEST(RectifierTest, EveryKindOfRectifierCounts) {
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

TEST(RectifierTest, KnowsWhatIsPiecewiseLinearBehindTheTap) {
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
