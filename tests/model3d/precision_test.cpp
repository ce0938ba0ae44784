#include <gtest/gtest.h>

#include "tests/model3d/tapping.h"
#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using testing::c3d;
using testing::head_by_autograd;
using testing::head_by_hand;
using testing::random_input;
using testing::relative_difference;
using testing::save_model;
using testing::ScriptNet;
using testing::trunk_by_hand;

TapOptions in_bf16(const std::string& layer) {
  return {layer, /*rectified=*/false, "cpu", Precision::BFloat16};
}

bool on_bf16_grid(const at::Tensor& x) {
  return at::equal(x, x.to(at::kBFloat16).to(x.scalar_type()));
}

TEST(PrecisionTest, RunsTheTrunkInBFloat16AndTheHeadInFloat32) {
  const auto net = testing::make_c3d_like(1);
  const auto input = random_input({2, 3, 8, 16, 16}).to(at::kFloat);
  const auto model = c3d(net, "bf16.pt", in_bf16("conv3b"));
  const auto forward = model.forward(input, Precision::BFloat16);
  const auto A = forward.activations.detach();
  EXPECT_EQ(A.scalar_type(), at::kFloat);
  EXPECT_TRUE(on_bf16_grid(A));
  const auto wanted = trunk_by_hand(net, input);
  EXPECT_GT(relative_difference(A, wanted), 1e-4);  // it really was rounded
  EXPECT_LT(relative_difference(A, wanted), 2e-2);

  EXPECT_LT(relative_difference(forward.logits, head_by_hand(net, A)), 1e-5);
  const auto g = gradient(forward, forward.logits.select(1, 2), false);
  EXPECT_LT(relative_difference(g, head_by_autograd(net, A, 2).g), 1e-5);
}

TEST(PrecisionTest, Float32StaysWhatItWasBesideATrunkInBFloat16) {
  const auto net = testing::make_c3d_like(2);
  const auto input = random_input({2, 3, 8, 16, 16}).to(at::kFloat);
  const auto both = c3d(net, "both.pt", in_bf16("conv3b"));
  const auto plain = c3d(net, "plain.pt", testing::tap("conv3b", false));
  EXPECT_TRUE(at::equal(both.logits(input), plain.logits(input)));
  EXPECT_FALSE(at::equal(both.logits(input, Precision::BFloat16), plain.logits(input)));
}

TEST(PrecisionTest, WidensWhatGoesRoundTheTap) {
  ScriptNet net(3);
  net.conv3d("conv1", 3, 6).conv3d("conv2", 6, 6).conv3d("conv3", 6, 6).linear("fc", 6, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = torch.relu(self.conv1(x))\n"
      "  y = torch.relu(self.conv2(x))\n"
      "  y = self.conv3(y) + x\n"
      "  return self.fc(y.mean([2, 3, 4]))\n");
  const auto model = c3d(net, "residual.pt", in_bf16("conv2"));
  const auto input = random_input({2, 3, 8, 16, 16}).to(at::kFloat);
  const auto narrow = model.forward(input, Precision::BFloat16);
  const auto wide = model.forward(input);
  EXPECT_EQ(narrow.logits.scalar_type(), at::kFloat);
  EXPECT_LT(relative_difference(narrow.logits, wide.logits), 2e-2);
  EXPECT_LT(relative_difference(narrow.activations, wide.activations), 2e-2);
  EXPECT_TRUE(on_bf16_grid(narrow.activations.detach()));
  EXPECT_FALSE(on_bf16_grid(wide.activations.detach()));
}

TEST(PrecisionTest, KeepsTheStatisticsOfBatchNorm) {
  ScriptNet net(4);
  net.conv3d("conv1", 3, 6).batch_norm("bn1", 6).conv3d("conv2", 6, 6).linear("fc", 6, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = self.conv2(torch.relu(self.bn1(self.conv1(x))))\n"
      "  return self.fc(torch.relu(x).mean([2, 3, 4]))\n");
  const auto model = c3d(net, "norm.pt", in_bf16("conv2"));
  const auto input = random_input({2, 3, 8, 16, 16}).to(at::kFloat);
  const auto narrow = model.forward(input, Precision::BFloat16);
  EXPECT_LT(relative_difference(narrow.activations, model.forward(input).activations), 2e-2);
}

// As torch.nn.AdaptiveAvgPool3d comes out of torch.jit.script, and whatever stands behind the
// layer.
TEST(PrecisionTest, IsNotStoppedByAnAssertionNorByABranchBehindTheLayer) {
  ScriptNet net(6);
  net.conv3d("conv1", 3, 6).conv3d("conv2", 6, 6).linear("fc", 6, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = torch.relu(self.conv1(x))\n"
      "  assert x.dim() == 5, 'clips'\n"
      "  x = self.conv2(x)\n"
      "  if bool(x.sum() > 1e9):\n"
      "    x = torch.sigmoid(x)\n"
      "  else:\n"
      "    x = torch.relu(x)\n"
      "  return self.fc(x.mean([2, 3, 4]))\n");
  const auto model = c3d(net, "asserting.pt", in_bf16("conv2"));
  ASSERT_EQ(model.narrow_refusal(), "");
  const auto input = random_input({2, 3, 8, 16, 16}).to(at::kFloat);
  const auto narrow = model.forward(input, Precision::BFloat16), wide = model.forward(input);
  EXPECT_TRUE(on_bf16_grid(narrow.activations.detach()));
  EXPECT_LT(relative_difference(narrow.activations, wide.activations), 2e-2);
  EXPECT_LT(relative_difference(narrow.logits, wide.logits), 2e-2);
}

TEST(PrecisionTest, IsStoppedByABranchThatGivesTheLayerItsInput) {
  ScriptNet net(7);
  net.conv3d("conv1", 3, 6).conv3d("conv2", 6, 6).linear("fc", 6, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = self.conv1(x)\n"
      "  if bool(x.sum() > 0):\n"
      "    x = torch.relu(x)\n"
      "  return self.fc(self.conv2(x).mean([2, 3, 4]))\n");
  EXPECT_EQ(c3d(net, "branching.pt", in_bf16("conv2")).narrow_refusal(),
            "branches or loops (prim::If) take part in what is before the layer");
}

TEST(PrecisionTest, SaysWhyALoopStaysInFloat32) {
  ScriptNet net(5);
  net.conv3d("conv1", 3, 3).linear("fc", 3, 5);
  net.define(
      "def forward(self, x):\n"
      "  for i in range(x.size(2)):\n"
      "    x = torch.relu(self.conv1(x))\n"
      "  return self.fc(x.mean([2, 3, 4]))\n");
  const auto model = c3d(net, "loop.pt", in_bf16("conv1"));
  EXPECT_EQ(model.narrow_refusal(),
            "branches or loops (prim::Loop) take part in what is before the layer");
  const auto input = random_input({1, 3, 2, 4, 4}).to(at::kFloat);
  testing::expect_error(
      ExitCode::Unusable, [&] { return model.forward(input, Precision::BFloat16); },
      "cannot run in bfloat16: branches or loops (prim::Loop) take part");
}

}  // namespace
}  // namespace vidcam
