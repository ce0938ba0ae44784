#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/model3d/tapping.h"

namespace vidcam {
namespace {

using testing::random_input;
using testing::relative_difference;
using testing::ScriptNet;
using testing::tap;

constexpr double kSame = 1e-13;  // float64 throughout

TappedModel tapped(const ScriptNet& net, const std::string& layer, bool rectified = true) {
  return {testing::save_model(net.module(), "head.pt"), testing::c3d_like_card(),
          tap(layer, rectified)};
}

struct Case {
  TappedModel model;
  at::Tensor input = random_input({3, 3, 4, 6, 6}, 3);
  TappedForward forward = model.forward(input);
  LayerHead head = model.head(input, forward);

  // The clips' own activations give their own scores, again and again, and are not written to.
  void expect_own_scores() const {
    const at::Tensor A = forward.activations.detach(), before = A.clone();
    for (int round = 0; round < 2; ++round)
      EXPECT_LT(relative_difference(head.logits(A), forward.logits.detach()), kSame);
    EXPECT_TRUE(at::equal(A, before));
    EXPECT_FALSE(head.logits(A).requires_grad());
  }
  at::Tensor changed() const {
    const auto shape = forward.activations.sizes().vec();
    return random_input(shape, 5);
  }
};

// out = relu(conv2(relu(conv1(x))) + conv1's own output), as a residual block adds it.
ScriptNet residual(const std::string& add = "y + s") {
  ScriptNet net(7, at::kDouble);
  net.conv3d("conv1", 3, 4).conv3d("conv2", 4, 4).conv3d("conv3", 4, 4).linear("fc", 4, 5);
  net.define(
      "def forward(self, x):\n  s = torch.relu(self.conv1(x))\n"
      "  y = self.conv3(torch.relu(self.conv2(s)))\n  z = torch.relu_(" +
      add + ")\n  return self.fc(z.mean([2, 3, 4]))\n");
  return net;
}

at::Tensor residual_by_hand(const ScriptNet& net, const at::Tensor& input,
                            const at::Tensor& conv3) {
  const at::Tensor s = at::relu(testing::conv3d_by_hand(net, "conv1", input));
  return at::linear(at::relu(conv3 + s).mean(at::IntArrayRef{2, 3, 4}), net.weight("fc.weight"),
                    net.weight("fc.bias"));
}

TEST(LayerHeadTest, RunsWhatFollowsTheLayerAlone) {
  const ScriptNet net = testing::make_c3d_like(3, at::kDouble);
  const TappedModel model = tapped(net, "conv3b");
  EXPECT_TRUE(model.all_passes_the_layer());
  const at::Tensor input = random_input({2, 3, 8, 16, 16});
  const TappedForward forward = model.forward(input);
  const LayerHead head = model.head(input, forward);
  EXPECT_TRUE(head.runs_alone());
  EXPECT_LT(relative_difference(head.logits(forward.activations.detach()), forward.logits.detach()),
            kSame);
  const at::Tensor A = random_input({7, 12, 4, 4, 4}).relu();  // more rows than the input has
  EXPECT_LT(relative_difference(head.logits(A), testing::head_by_hand(net, A)), kSame);
}

TEST(LayerHeadTest, TakesTheSkippingBranchOfAResidualNetFromTheInput) {
  const ScriptNet net = residual();
  const Case c{tapped(net, "conv3")};
  EXPECT_TRUE(c.head.runs_alone());
  EXPECT_FALSE(c.model.all_passes_the_layer());
  c.expect_own_scores();
  EXPECT_LT(
      relative_difference(c.head.logits(c.changed()), residual_by_hand(net, c.input, c.changed())),
      kSame);
}

TEST(LayerHeadTest, LetsWhatFollowsWorkInPlace) {
  const ScriptNet net = residual("y.add_(s)");
  const Case c{tapped(net, "conv3")};
  EXPECT_TRUE(c.head.runs_alone());
  c.expect_own_scores();
  EXPECT_LT(
      relative_difference(c.head.logits(c.changed()), residual_by_hand(net, c.input, c.changed())),
      kSame);
}

// The sum is written over the skipping branch: on its own, what follows would find it changed.
TEST(LayerHeadTest, RunsTheWholeModelWhereTheOtherBranchIsWrittenTo) {
  const ScriptNet net = residual("s.add_(y)");
  const Case c{tapped(net, "conv3")};
  EXPECT_FALSE(c.head.runs_alone());
  c.expect_own_scores();
  EXPECT_LT(
      relative_difference(c.head.logits(c.changed()), residual_by_hand(net, c.input, c.changed())),
      kSame);
}

// s is read by the sum before it is doubled in place, and after.
TEST(LayerHeadTest, KeepsTheOrderOfReadingAndWriting) {
  ScriptNet net(8, at::kDouble);
  net.conv3d("conv1", 3, 4).conv3d("conv2", 4, 4).linear("fc", 4, 5);
  net.define(
      "def forward(self, x):\n  s = torch.relu(self.conv1(x))\n  y = self.conv2(s)\n"
      "  z = y + s\n  s.mul_(2.0)\n  return self.fc((z * s).mean([2, 3, 4]))\n");
  const Case c{tapped(net, "conv2", false)};
  EXPECT_FALSE(c.head.runs_alone());
  c.expect_own_scores();
  const at::Tensor s = at::relu(testing::conv3d_by_hand(net, "conv1", c.input));
  const at::Tensor wanted = at::linear(((c.changed() + s) * s * 2).mean(at::IntArrayRef{2, 3, 4}),
                                       net.weight("fc.weight"), net.weight("fc.bias"));
  EXPECT_LT(relative_difference(c.head.logits(c.changed()), wanted), kSame);
}

// Branches beside the layer with in-place ReLUs of their own, and sizes read off the input.
TEST(LayerHeadTest, CutsBesideBranchesThatWorkInPlace) {
  ScriptNet net(9, at::kDouble);
  net.conv3d("squeeze", 3, 4).conv3d("left", 4, 3).conv3d("right", 4, 2).linear("fc", 5, 5);
  net.define(
      "def forward(self, x):\n  s = torch.relu_(self.squeeze(x))\n"
      "  z = torch.cat([torch.relu_(self.left(s)), torch.relu_(self.right(s))], 1)\n"
      "  return self.fc(z.view([x.size(0), 5, -1]).mean(2))\n");
  const Case c{tapped(net, "left")};
  EXPECT_TRUE(c.head.runs_alone());
  c.expect_own_scores();
  const auto conv = [&](const std::string& name, const at::Tensor& x) {
    return at::relu(testing::conv3d_by_hand(net, name, x));
  };
  const at::Tensor z = at::cat({c.changed(), conv("right", conv("squeeze", c.input))}, 1);
  const at::Tensor wanted =
      at::linear(z.flatten(2).mean(2), net.weight("fc.weight"), net.weight("fc.bias"));
  EXPECT_LT(relative_difference(c.head.logits(c.changed()), wanted), kSame);
}

// The layer runs three times in a loop; its last output counts.
TEST(LayerHeadTest, ReplacesTheExecutionThatIsTapped) {
  ScriptNet net(10, at::kDouble);
  net.conv3d("conv1", 3, 4).conv3d("again", 4, 4).linear("fc", 4, 5);
  net.define(
      "def forward(self, x):\n  y = self.conv1(x)\n  for i in range(x.size(2) - 1):\n"
      "    y = torch.relu(self.again(y))\n  return self.fc(y.mean([2, 3, 4]))\n");
  const auto behind = [&](at::Tensor y, int rounds) {
    for (int i = 0; i < rounds; ++i) y = at::relu(testing::conv3d_by_hand(net, "again", y));
    return at::linear(y.mean(at::IntArrayRef{2, 3, 4}), net.weight("fc.weight"),
                      net.weight("fc.bias"));
  };
  const Case last{tapped(net, "again")}, first{tapped(net, "again#0")};
  EXPECT_EQ(last.forward.call, 2);
  EXPECT_EQ(first.forward.call, 0);
  for (const Case* c : {&last, &first}) {
    EXPECT_FALSE(c->head.runs_alone());
    c->expect_own_scores();
    EXPECT_LT(relative_difference(c->head.logits(c->changed()),
                                  behind(c->changed(), 2 - static_cast<int>(c->forward.call))),
              kSame);
  }
}

// A number read off the layer decides what follows.
TEST(LayerHeadTest, FollowsBranchesThatHangOnTheLayer) {
  ScriptNet net(11, at::kDouble);
  net.conv3d("conv1", 3, 5).conv3d("conv2", 5, 5);
  net.define(
      "def forward(self, x):\n  s = self.conv1(x)\n  y = self.conv2(s)\n"
      "  if bool(y.sum() > 1000.0):\n    y = y - s\n  return y.mean([2, 3, 4])\n");
  const Case c{tapped(net, "conv2", false)};
  EXPECT_TRUE(c.head.runs_alone());
  c.expect_own_scores();
  const at::Tensor s = testing::conv3d_by_hand(net, "conv1", c.input), high = c.changed() + 100;
  EXPECT_LT(relative_difference(c.head.logits(high), (high - s).mean(at::IntArrayRef{2, 3, 4})),
            kSame);
}

}  // namespace
}  // namespace vidcam
