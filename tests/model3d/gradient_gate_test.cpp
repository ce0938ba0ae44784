#include "model3d/gradient_gate.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

namespace vidcam::detail {
namespace {

using Values = std::vector<double>;

// x and G of every sign, and x above an upper bound of 6.
const Values kX{-2, -2, 1, 1, 7, 7};
const Values kG{3, -3, 3, -3, 3, -3};

// What goes back to x through y = clamp(x, 0, upper) when G arrives behind the gate.
Values sent_back(ReluRule rule, std::optional<double> upper) {
  const at::AutoGradMode on(true);
  const at::Tensor x = at::tensor(kX, at::kDouble).requires_grad_(true);
  const at::Tensor y = upper ? at::hardtanh(x, 0, *upper) : at::relu(x);
  const auto bound = upper ? std::optional<at::Scalar>(*upper) : std::nullopt;
  const at::Tensor z = gated(x, y, bound, rule);
  EXPECT_TRUE(at::equal(z, y));
  const at::Tensor back =
      torch::autograd::grad({z}, {x}, {at::tensor(kG, at::kDouble)})[0].contiguous();
  return {back.const_data_ptr<double>(), back.const_data_ptr<double>() + back.numel()};
}

TEST(GradientGateTest, PlainIsTheDerivative) {
  EXPECT_EQ(sent_back(ReluRule::Plain, {}), (Values{0, 0, 3, -3, 3, -3}));
  EXPECT_EQ(sent_back(ReluRule::Plain, 6), (Values{0, 0, 3, -3, 0, 0}));
}

TEST(GradientGateTest, GuidedLetsThroughWhatIsPositiveOnBothWays) {
  EXPECT_EQ(sent_back(ReluRule::Guided, {}), (Values{0, 0, 3, 0, 3, 0}));
  EXPECT_EQ(sent_back(ReluRule::Guided, 6), (Values{0, 0, 3, 0, 0, 0}));
}

TEST(GradientGateTest, DeconvLooksAtTheGradientAloneBelowTheUpperBound) {
  EXPECT_EQ(sent_back(ReluRule::Deconv, {}), (Values{3, 0, 3, 0, 3, 0}));
  EXPECT_EQ(sent_back(ReluRule::Deconv, 6), (Values{3, 0, 3, 0, 0, 0}));
}

TEST(GradientGateTest, WhatComesOutMayBeWrittenTo) {
  const at::AutoGradMode on(true);
  for (const ReluRule rule : {ReluRule::Guided, ReluRule::Deconv}) {
    const at::Tensor x = at::ones({3}).requires_grad_(true);
    const at::Tensor y = at::relu(x);
    at::Tensor z = gated(x, y, {}, rule);
    z.mul_(2);
    EXPECT_EQ(y.sum().item<float>(), 3);
    EXPECT_EQ(torch::autograd::grad({z.sum()}, {x})[0].sum().item<float>(), 6);
  }
}

}  // namespace
}  // namespace vidcam::detail
