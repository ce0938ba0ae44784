#include "model3d/int8_conv.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/model3d/tapping.h"

namespace vidcam::detail {
namespace {

using testing::random_input;
using testing::relative_difference;

class Int8ConvTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto why = Int8Conv::refusal(); !why.empty()) GTEST_SKIP() << why;
  }
};

ConstantConv conv_of(const std::vector<int64_t>& weight, int64_t stride, int64_t padding,
                     int64_t dilation = 1) {
  const size_t axes = weight.size() - 2;
  const auto each = [axes](int64_t n) { return std::vector<int64_t>(axes, n); };
  return {random_input(weight).to(at::kFloat), random_input({weight[0]}).to(at::kFloat),
          each(stride), each(padding), each(dilation)};
}

// q s of q = round(w / s), s = max |w| / 127 of the output channel, written as loops in float64.
at::Tensor rounded_weights(const at::Tensor& weight) {
  at::Tensor out = weight.to(at::kDouble).contiguous();
  const int64_t each = out.numel() / out.size(0);
  double* w = out.data_ptr<double>();
  for (int64_t k = 0; k < out.size(0); ++k, w += each) {
    double top = 0;
    for (int64_t i = 0; i < each; ++i) top = std::max(top, std::abs(w[i]));
    for (int64_t i = 0; i < each && top > 0; ++i)
      w[i] = std::nearbyint(w[i] * 127 / top) * top / 127;
  }
  return out;
}

// s (q - z) of q = round(x / s) + z, s = (max - min) / 255 with 0 between them.
at::Tensor rounded_clip(const at::Tensor& clip) {
  at::Tensor out = clip.to(at::kDouble).contiguous();
  double* x = out.data_ptr<double>();
  double low = 0, high = 0;
  for (int64_t i = 0; i < out.numel(); ++i) low = std::min(low, x[i]), high = std::max(high, x[i]);
  const double s = (high - low) / 255, z = std::round(-low / s);
  for (int64_t i = 0; i < out.numel() && high > low; ++i)
    x[i] = s * (std::clamp(std::nearbyint(x[i] / s) + z, 0.0, 255.0) - z);
  return out;
}

at::Tensor by_hand(ConstantConv conv, const at::Tensor& x) {
  conv.weight = rounded_weights(conv.weight);
  conv.bias = conv.bias.to(at::kDouble);
  std::vector<at::Tensor> clips;
  for (const at::Tensor& clip : x.split(1)) clips.push_back(conv(rounded_clip(clip)));
  return at::cat(clips);
}

TEST_F(Int8ConvTest, IsTheConvolutionOfWhatWasRounded) {
  const auto x = random_input({3, 16, 5, 7, 6}, 3).to(at::kFloat);
  const auto picture = random_input({2, 32, 9, 8}, 4).to(at::kFloat);
  const ConstantConv video[] = {conv_of({8, 16, 3, 3, 3}, 1, 1), conv_of({24, 16, 1, 1, 1}, 1, 0),
                                conv_of({5, 16, 3, 3, 3}, 2, 0),
                                conv_of({8, 16, 3, 3, 3}, 1, 2, 2)};
  for (const ConstantConv& conv : video)
    EXPECT_LT(relative_difference(Int8Conv(conv).run(x), by_hand(conv, x)), 1e-3)
        << conv.weight.sizes();
  const auto flat = conv_of({16, 32, 3, 3}, 1, 1);
  EXPECT_LT(relative_difference(Int8Conv(flat).run(picture), by_hand(flat, picture)), 1e-3);
}

TEST_F(Int8ConvTest, RoundsAsLittleAsBytesCan) {
  const auto x = random_input({2, 64, 4, 8, 8}, 5).relu().to(at::kFloat);
  const auto conv = conv_of({32, 64, 3, 3, 3}, 1, 1);
  const double off = relative_difference(Int8Conv(conv).run(x), conv(x));
  EXPECT_GT(off, 1e-4);
  EXPECT_LT(off, 2e-2);
}

TEST_F(Int8ConvTest, AClipIsWhatItIsAlone) {
  auto x = random_input({3, 16, 4, 6, 6}, 6).to(at::kFloat);
  x[1].mul_(1000);
  Int8Conv conv(conv_of({8, 16, 3, 3, 3}, 1, 1));
  const auto together = conv.run(x);
  for (int64_t n = 0; n < 3; ++n)
    EXPECT_TRUE(at::equal(together.narrow(0, n, 1), conv.run(x.narrow(0, n, 1))));
}

TEST_F(Int8ConvTest, HandsNaNAndInfinityOn) {
  auto x = random_input({2, 16, 4, 6, 6}, 7).to(at::kFloat);
  const auto conv = conv_of({8, 16, 3, 3, 3}, 1, 1);
  Int8Conv bytes(conv);
  const auto clean = bytes.run(x);
  x[1][0][2][3][3] = std::numeric_limits<float>::quiet_NaN();
  x[1][1][0][0][0] = std::numeric_limits<float>::infinity();
  const auto y = bytes.run(x);
  EXPECT_TRUE(at::equal(y[0], clean[0]));
  EXPECT_TRUE(at::allclose(y[1], conv(x)[1], 1e-5, 1e-5, /*equal_nan=*/true));
  EXPECT_TRUE(y[1].isnan().any().item<bool>());
}

TEST_F(Int8ConvTest, OfNothingTheBiasIsLeft) {
  auto conv = conv_of({8, 16, 3, 3, 3}, 1, 1);
  conv.weight[2].zero_();
  const auto y = Int8Conv(conv).run(at::zeros({1, 16, 4, 4, 4}));
  EXPECT_TRUE(at::equal(y, conv.bias.view({1, 8, 1, 1, 1}).expand_as(y)));
  const auto x = random_input({1, 16, 4, 4, 4}).to(at::kFloat);
  EXPECT_TRUE(Int8Conv(conv).run(x)[0][2].eq(conv.bias[2]).all().item<bool>());
}

TEST_F(Int8ConvTest, TakesWhatThereIsToWin) {
  EXPECT_TRUE(Int8Conv::takes(conv_of({8, 16, 3, 3, 3}, 1, 1)));
  EXPECT_FALSE(Int8Conv::takes(conv_of({8, 3, 3, 3, 3}, 1, 1)));
  auto grouped = conv_of({32, 16, 3, 3}, 1, 1);
  grouped.groups = 2;
  EXPECT_FALSE(Int8Conv::takes(grouped));
  auto wide = conv_of({8, 16, 3, 3, 3}, 1, 1);
  wide.weight = wide.weight.to(at::kDouble);
  EXPECT_FALSE(Int8Conv::takes(wide));
  auto broken = conv_of({8, 16, 3, 3, 3}, 1, 1);
  broken.weight[0][0][0][0][0] = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(Int8Conv::takes(broken));
}

// Six clips through four convolutions: A moves by what bytes cost, and everything behind is what
// float32 makes of it.
TEST_F(Int8ConvTest, IsWhatATrunkRunsInAndItsHeadDoesNot) {
  testing::ScriptNet net(21);
  net.conv3d("conv1", 3, 16)
      .conv3d("conv2", 16, 24)
      .conv3d("conv3", 24, 16)
      .conv3d("conv4", 16, 16);
  net.linear("fc", 16, 5);
  net.define(
      "def forward(self, x):\n"
      "  x = torch.max_pool3d(torch.relu(self.conv1(x)), [1, 2, 2])\n"
      "  x = torch.max_pool3d(torch.relu(self.conv2(x)), [2, 2, 2])\n"
      "  x = torch.relu(self.conv4(torch.relu(self.conv3(x))))\n"
      "  return self.fc(x.mean([2, 3, 4]))\n");
  const auto model = testing::c3d(net, "int8.pt", {"conv3", true, "cpu", Precision::Int8});
  EXPECT_EQ(model.narrow_weights(), (16 * 24 + 24 * 16) * 27);
  const auto input = random_input({6, 3, 8, 16, 16}).to(at::kFloat);
  const auto wide = model.forward(input), narrow = model.forward(input, Precision::Int8);
  EXPECT_LT(relative_difference(narrow.activations, wide.activations), 3e-2);
  EXPECT_GT(relative_difference(narrow.activations, wide.activations), 1e-4);
  const auto by_head = net.weight("fc.bias") +
                       at::relu(testing::conv3d_by_hand(net, "conv4", narrow.activations.detach()))
                           .mean({2, 3, 4})
                           .matmul(net.weight("fc.weight").t());
  EXPECT_LT(relative_difference(narrow.logits, by_head), 1e-5);
}

}  // namespace
}  // namespace vidcam::detail
