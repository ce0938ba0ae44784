#include "model3d/excitation.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <vector>

namespace vidcam::detail {
namespace {

using Values = std::vector<double>;

at::Tensor row(const Values& values) { return at::tensor(values, at::kDouble); }

// What P at f(a) brings to a.
at::Tensor brought(const at::Tensor& a, const at::Tensor& P,
                   const std::function<at::Tensor(const at::Tensor&)>& f) {
  const at::AutoGradMode on(true);
  const at::Tensor leaf = a.clone().requires_grad_(true);
  return torch::autograd::grad({f(leaf)}, {leaf}, {P})[0];
}

// y = (2 a0 + 3 a1 - a2, a0 - a1), a = (1, 2, 4): z = W+ a = (8, 1), so that of P = (1, 0.5)
// a0 gets 2/8 + 0.5, a1 gets 6/8, a2 nothing.
TEST(ExcitationTest, ALayerSharesInProportionToItsExcitingProducts) {
  const at::Tensor W = row({2, 3, -1, 1, -1, 0}).reshape({2, 3});
  const at::Tensor P = brought(row({1, 2, 4}), row({1, 0.5}), [&](const at::Tensor& a) {
    return shared(W.relu().matmul(weighed(a)), W.matmul(a) + 7);
  });
  EXPECT_TRUE(at::equal(P, row({0.75, 0.75, 0}))) << P;
}

TEST(ExcitationTest, NegativeResponsesExciteNothing) {
  const at::Tensor P = brought(row({-3, 1, 0}), row({1}), [&](const at::Tensor& a) {
    return shared(weighed(a).sum().reshape({1}), a.sum().reshape({1}));
  });
  EXPECT_TRUE(at::equal(P, row({0, 1, 0}))) << P;
}

TEST(ExcitationTest, WhatNothingExcitesEndsTheWalkWithoutNaN) {
  for (const double a : {0.0, -1.0, 1e-310}) {
    const at::Tensor P =
        brought(row({a}), row({1}), [&](const at::Tensor& x) { return shared(weighed(x), x); });
    EXPECT_TRUE(at::equal(P, row({0}))) << a << ": " << P;
  }
}

TEST(ExcitationTest, TheValueIsTheOperatorsOwn) {
  const at::Tensor z = row({1, 2}), y = row({-5, 6});
  EXPECT_TRUE(at::equal(shared(z, y), y));
  EXPECT_TRUE(at::equal(passed(z, y), y));
}

TEST(ExcitationTest, WhatIsPassedIsSummedWhereItWasBroadcast) {
  const at::Tensor P =
      brought(row({1, 2}).reshape({2, 1}), row({1, 2, 3, 4, 5, 6}).reshape({2, 3}),
              [](const at::Tensor& x) { return passed(x, x * at::ones({3}, at::kDouble)); });
  EXPECT_TRUE(at::equal(P, row({6, 15}).reshape({2, 1}))) << P;
}

}  // namespace
}  // namespace vidcam::detail
