#include "explain3d/taped_map.h"

#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "explain3d/methods.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/slope.h"

namespace vidcam::testing {
namespace {

// Two convolutions with the layer to be explained between them, in float64; behind it the gradient
// depends on where A is (a ReLU) and how large (the square), so that dS/dA is no constant.
struct TinyNet {
  at::Tensor before, behind, out;

  explicit TinyNet(uint64_t seed) {
    at::manual_seed(seed);
    const auto drawn = [](at::IntArrayRef shape, double size) {
      return (at::randn(shape, at::kDouble) * size).requires_grad_(true);
    };
    before = drawn({3, 2, 3, 3}, 1);
    behind = drawn({4, 3, 3, 3}, 0.3);
    out = drawn({4, 3}, 1);
  }
  struct Output {
    at::Tensor A, scores;
  };
  // x: [3, 2, H, W]; what is explained of picture n is class n.
  [[nodiscard]] Output forward(const at::Tensor& x) const {
    const at::Tensor A = at::relu(at::conv2d(x, before, {}, 1, 1));
    const at::Tensor hidden = at::relu(at::conv2d(A, behind, {}, 1, 1));
    return {A, (hidden + 0.1 * hidden.square()).sum({2, 3}).matmul(out).diagonal()};
  }
  [[nodiscard]] std::vector<at::Tensor> weights() const { return {before, behind, out}; }
};

// A map with a direction of its own for each of its cells.
at::Tensor some_loss(const at::Tensor& L) {
  return (L.flatten() * at::arange(1, L.numel() + 1, at::kDouble).cos()).sum() + L.square().sum();
}

using Loop = std::function<std::vector<double>(const Volume& A, const Volume& g)>;

// The same loss of the maps that plain loops make of a first-order gradient.
double loss_by_loop(const TinyNet& net, const at::Tensor& x, const Loop& loop) {
  const TinyNet::Output out = net.forward(x);
  const at::Tensor A = out.A.detach();
  const at::Tensor g = torch::autograd::grad({out.scores.sum()}, {out.A})[0];
  std::vector<double> L;
  for (int64_t n = 0; n < A.size(0); ++n) {
    const auto map = loop(volume_of(A.unsqueeze(2), n), volume_of(g.unsqueeze(2), n));
    L.insert(L.end(), map.begin(), map.end());
  }
  return some_loss(at::tensor(L, at::kDouble)).item<double>();
}

void expect_true_gradient(const std::string& method, const Loop& loop) {
  const TinyNet net(7);
  const at::Tensor x = at::randn({3, 2, 5, 4}, at::kDouble);
  const TinyNet::Output out = net.forward(x);
  const at::Tensor loss = some_loss(taped_map(find_method(method), out.A, out.scores));
  EXPECT_NEAR(loss.item<double>(), loss_by_loop(net, x, loop), 1e-9);
  expect_gradients(
      torch::autograd::grad({loss}, net.weights()), net.weights(),
      [&] { return loss_by_loop(net, x, loop); }, method);
}

Loop channel_loop(double (*weight)(const Volume&, const Volume&, int64_t, int64_t, int64_t)) {
  return [weight](const Volume& A, const Volume& g) {
    return map_by_loop(A, false,
                       [&](int64_t k, int64_t t0, int64_t t1) { return weight(A, g, k, t0, t1); });
  };
}

TEST(TapedMapTest, HasTheTrueGradientOfGradCam) {
  expect_true_gradient(
      "gradcam", [](const Volume& A, const Volume& g) { return gradcam_by_loop(A, g, false); });
}

// The finite difference moves alpha of eq 19 with everything else: alpha held constant fails here.
TEST(TapedMapTest, HasTheTrueGradientOfGradCamPlusPlus) {
  expect_true_gradient("gradcam++", [](const Volume& A, const Volume& g) {
    return gradcam_pp_by_loop(A, g, false);
  });
}

TEST(TapedMapTest, HasTheTrueGradientOfTheOtherFormulas) {
  expect_true_gradient("gradcam++-signed", channel_loop(gradcam_pp_signed_weight));
  expect_true_gradient("xgradcam", channel_loop(xgradcam_weight));
  expect_true_gradient("hirescam", [](const Volume& A, const Volume& g) {
    return elementwise_by_loop(A, g, [](double d) { return d; });
  });
  expect_true_gradient("layercam", [](const Volume& A, const Volume& g) {
    return elementwise_by_loop(A, g, [](double d) { return std::max(d, 0.0); });
  });
}

// A channel that is off everywhere (s_k = 0), and positions without a gradient.
TEST(TapedMapTest, StaysFiniteWhereAChannelIsDead) {
  for (const std::string method : {"gradcam", "gradcam++", "gradcam++-signed", "xgradcam"}) {
    const at::Tensor w = tensor_of({0, 1.5}, {2}, at::kDouble).requires_grad_(true);
    const at::Tensor A = w.view({1, 2, 1, 1}) * at::ones({1, 2, 2, 2}, at::kDouble);
    const at::Tensor score =
        (A.square() * tensor_of({0, 1, 1, 2}, {2, 2}, at::kDouble)).sum({1, 2, 3});
    const at::Tensor L = taped_map(find_method(method), A, score);
    const at::Tensor slope = torch::autograd::grad({L.sum()}, {w})[0];
    EXPECT_TRUE(slope.isfinite().all().item<bool>()) << method << slope;
    EXPECT_GT(slope[1].item<double>(), 0) << method;
  }
}

TEST(TapedMapTest, PoolsEachStepOfAClipOnItsOwnWhenAsked) {
  const at::Tensor A = at::rand({1, 2, 3, 2, 2}, at::kDouble).requires_grad_(true);
  const at::Tensor score = A.pow(3).sum().view({1});
  const at::Tensor L = taped_map(find_method("gradcam"), A, score, Pool::PerStep);
  EXPECT_EQ(L.sizes(), (std::vector<int64_t>{1, 3, 2, 2}));
  const at::Tensor g = 3 * A.detach().square();
  expect_map_near(doubles(L), gradcam_by_loop(volume_of(A, 0), volume_of(g, 0), true), 1e-12);
}

TEST(TapedMapTest, RefusesScoresWithoutATapeAndMethodsThatAskTheModel) {
  const at::Tensor A = at::rand({1, 1, 2, 2}).requires_grad_(true);
  const at::Tensor score = A.sum().view({1});
  EXPECT_THROW((void)taped_map(find_method("gradcam"), A, score.detach()), std::invalid_argument);
  EXPECT_THROW((void)taped_map(find_method("scorecam"), A, score), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
