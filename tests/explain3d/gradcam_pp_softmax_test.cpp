#include "explain3d/gradcam_pp_softmax.h"

#include <torch/csrc/autograd/autograd.h>

#include <functional>

#include "tests/explain3d/asked_model.h"

namespace vidcam::testing {
namespace {

using torch::autograd::grad;

// conv1 -> ReLU (the layer) -> conv2 -> ReLU -> mean -> fc -> 4 classes: piecewise linear behind
// the layer, and another gradient at every position.
ScriptNet net_3d(double scale = 8, int64_t classes = 4, c10::ScalarType type = at::kDouble) {
  ScriptNet net(41, type);
  net.conv3d("conv1", 3, 3).conv3d("conv2", 3, 5).linear("fc", 5, classes);
  net.define(
      "def forward(self, x):\n  x = torch.relu(self.conv1(x))\n"
      "  return self.fc(torch.relu(self.conv2(x)).mean([2, 3, 4])) * " +
      std::to_string(scale) + "\n");
  return net;
}

ScriptNet net_2d() {
  ScriptNet net(42, at::kDouble);
  net.conv2d("conv1", 3, 3).conv2d("conv2", 3, 5).linear("fc", 5, 4);
  net.define(
      "def forward(self, x):\n  x = torch.relu(self.conv1(x))\n"
      "  return self.fc(torch.relu(self.conv2(x)).mean([2, 3])) * 8.0\n");
  return net;
}

// What the nets do behind the layer.
at::Tensor head(const ScriptNet& net, const at::Tensor& A) {
  const at::Tensor w = net.weight("conv2.weight"), b = net.weight("conv2.bias");
  const at::Tensor y = A.dim() == 5 ? at::conv3d(A, w, b, {1, 1, 1}, at::IntArrayRef{1, 1, 1})
                                    : at::conv2d(A, w, b, {1, 1}, at::IntArrayRef{1, 1});
  const at::Tensor pooled = at::relu(y).flatten(2).mean(2);
  return at::linear(pooled, net.weight("fc.weight"), net.weight("fc.bias")) * 8.0;
}

struct Derivatives {
  Volume first, second, third;  // of Y by each A^k_p on its own
};

// By double and triple backward of the softmax of `head`: no formula of the paper in it.
Derivatives by_autograd(const ScriptNet& net, const at::Tensor& A, int64_t c) {
  const at::AutoGradMode on(true);
  const at::Tensor leaf = A.clone().requires_grad_(true);
  const at::Tensor Y = head(net, leaf).softmax(1)[0][c];
  const at::Tensor d1 = grad({Y}, {leaf}, {}, true, /*create_graph=*/true)[0].flatten();
  at::Tensor d2 = at::zeros_like(d1).detach(), d3 = d2.clone();
  for (int64_t i = 0; i < d1.numel(); ++i) {
    const at::Tensor second = grad({d1[i]}, {leaf}, {}, true, true)[0].flatten()[i];
    d2[i] = second.detach();
    d3[i] = grad({second}, {leaf}, {}, true)[0].flatten()[i];
  }
  const auto volume = [&](const at::Tensor& d) {
    return volume_of(d.detach().reshape(A.sizes()).view({1, A.size(1), -1, A.size(-2), A.size(-1)}),
                     0);
  };
  return {volume(d1), volume(d2), volume(d3)};
}

// Eq 22, 23 and 24 as printed, class by class, from logits and the gradient of each class.
Derivatives by_equations(const std::vector<double>& logits, const std::vector<Volume>& g,
                         size_t c) {
  std::vector<double> Y;
  double sum = 0;
  for (const double s : logits) sum += std::exp(s);
  for (const double s : logits) Y.push_back(std::exp(s) / sum);
  Derivatives out{g[c], g[c], g[c]};
  for (size_t i = 0; i < g[c].values.size(); ++i) {
    const auto of = [&](size_t k) { return g[k].values[i]; };
    double mean = 0;  // sum_k Y^k g^k
    for (size_t k = 0; k < Y.size(); ++k) mean += Y[k] * of(k);
    double first_mean = 0, second_mean = 0;  // sum_k Y^k' g^k, sum_k Y^k'' g^k
    const auto first = [&](size_t k) { return Y[k] * (of(k) - mean); };
    for (size_t k = 0; k < Y.size(); ++k) first_mean += first(k) * of(k);
    const auto second = [&](size_t k) { return first(k) * (of(k) - mean) - Y[k] * first_mean; };
    for (size_t k = 0; k < Y.size(); ++k) second_mean += second(k) * of(k);
    out.first.values[i] = first(c);
    out.second.values[i] = second(c);
    out.third.values[i] =
        second(c) * (of(c) - mean) - 2 * first(c) * first_mean - Y[c] * second_mean;
  }
  return out;
}

// Eq 10, 5 and 20.
std::vector<double> map_of(const Volume& A, const Derivatives& d, bool steps) {
  return map_by_loop(A, steps, [&](int64_t k, int64_t t0, int64_t t1) {
    double s = 0, w = 0;
    for (int64_t t = t0; t < t1; ++t)
      for (int64_t p = 0; p < A.H * A.W; ++p) s += A.at(k, t, p);
    for (int64_t t = t0; t < t1; ++t) {
      for (int64_t p = 0; p < A.H * A.W; ++p) {
        const double second = d.second.at(k, t, p);
        const double below = 2 * second + s * d.third.at(k, t, p);
        if (below != 0) w += second / below * std::max(d.first.at(k, t, p), 0.0);
      }
    }
    return w;
  });
}

// The map is given over Y (1 - Y).
std::vector<double> times_scale(const at::Tensor& L, const AskedModel& asked, int64_t n) {
  const double Y = asked.logits()[n].softmax(0)[asked.target(n)].item<double>();
  return doubles(L[n] * Y * (1 - Y));
}

Derivatives equations_of(const AskedModel& asked, int64_t n) {
  const Probe& probe = *asked.evidence().probe;
  std::vector<Volume> g;
  for (int64_t k = 0; k < asked.logits().size(1); ++k) {
    const std::vector<int64_t> all(static_cast<size_t>(asked.clips()), k);
    g.push_back(volume_of(probe.logit_gradient(all), n));
  }
  return by_equations(doubles(asked.logits()[n]), g, static_cast<size_t>(asked.target(n)));
}

void expect_same_derivatives(const Derivatives& a, const Derivatives& b) {
  expect_map_near(a.first.values, b.first.values, 1e-12);
  expect_map_near(a.second.values, b.second.values, 1e-12);
  expect_map_near(a.third.values, b.third.values, 1e-12);
}

void expect_derivatives_by_autograd(const ScriptNet& net, at::IntArrayRef one_input) {
  const AskedModel asked(net, "conv1", {0, 1, 2, 3}, one_input);
  const GradCamPlusPlusSoftmax method;
  const Maps volume = method.explain(asked.evidence(), {Pool::Volume, /*softmax_bound=*/0});
  const Maps steps = method.explain(asked.evidence(), {Pool::PerStep, 0});
  for (int64_t n = 0; n < asked.clips(); ++n) {
    SCOPED_TRACE(n);
    const auto d = by_autograd(net, asked.activations().narrow(0, n, 1), asked.target(n));
    expect_same_derivatives(equations_of(asked, n), d);
    const Volume A = volume_of(asked.evidence().A, n);
    for (const bool per_step : {false, true}) {
      const Maps& maps = per_step ? steps : volume;
      const double condition = std::min(1.0, maps.alpha_condition[n].item<double>());
      expect_map_near(times_scale(maps.L, asked, n), map_of(A, d, per_step), 1e-10 / condition);
    }
  }
}

TEST(GradCamPlusPlusSoftmaxTest, AgreesWithSecondAndThirdDerivativesByAutogradIn3d) {
  expect_derivatives_by_autograd(net_3d(), {3, 2, 3, 3});
}

TEST(GradCamPlusPlusSoftmaxTest, AgreesWithSecondAndThirdDerivativesByAutogradIn2d) {
  expect_derivatives_by_autograd(net_2d(), {3, 4, 4});
}

const std::vector<int64_t> kInput = {3, 2, 4, 4};

Maps explained(const AskedModel& asked, double bound = 0, Pool pool = Pool::Volume) {
  return GradCamPlusPlusSoftmax().explain(asked.evidence(), {pool, bound});
}

// Logits tens apart: 1 - Y falls to 1e-20 and less, where eq 22-24 as printed lose every digit in
// float32.
TEST(GradCamPlusPlusSoftmaxTest, KeepsItsDigitsWhereTheModelIsSure) {
  const AskedModel exact(net_3d(200), "conv1", {0, 1, 2, 3}, kInput);
  const AskedModel rounded(net_3d(200, 4, at::kFloat), "conv1", {0, 1, 2, 3}, kInput);
  const at::Tensor Y = exact.logits().softmax(1);
  EXPECT_GT(Y.max().item<double>(), 1 - 1e-15);
  EXPECT_LT(Y.diagonal().min().item<double>(), 1e-12);
  const Maps in_double = explained(exact), in_float = explained(rounded);
  EXPECT_EQ(in_float.L.scalar_type(), at::kFloat);
  for (int64_t n = 0; n < 4; ++n) {
    const double condition = std::min(1.0, in_double.alpha_condition[n].item<double>());
    expect_map_near(doubles(in_float.L[n]), doubles(in_double.L[n]), 1e-5 / condition);
  }
}

// Cubes of 1e-20 are 0 in float32.
TEST(GradCamPlusPlusSoftmaxTest, KeepsGradientsWhoseCubeUnderflows) {
  ScriptNet small = net_3d(8, 4, at::kFloat), plain = net_3d(8, 4, at::kFloat);
  small.weight("fc.weight").mul_(1e-20);
  small.weight("fc.bias").zero_();
  plain.weight("fc.weight").mul_(1e-4);
  plain.weight("fc.bias").zero_();
  const AskedModel tiny(small, "conv1", {0, 1}, kInput), usual(plain, "conv1", {0, 1}, kInput);
  for (int64_t n = 0; n < 2; ++n)
    expect_map_near(doubles(explained(tiny).L[n] * 1e16), doubles(explained(usual).L[n]), 1e-2);
}

TEST(GradCamPlusPlusSoftmaxTest, AsksForNoMoreClassesThanTheBoundNeeds) {
  AskedModel asked(net_3d(30, 50), "conv1", {3, 7}, kInput);
  const GradCamPlusPlusSoftmax method;
  EXPECT_EQ(method.further_clips(asked.evidence(), {Pool::Volume, 0}), 2 * 51);
  const Maps all = explained(asked, 0);
  EXPECT_EQ(asked.asked(), 2 * 51);
  const int64_t expected = method.further_clips(asked.evidence(), {});
  EXPECT_LT(expected, 2 * 40);
  const Maps by_default = explained(asked, CamOptions().softmax_bound);
  EXPECT_EQ(asked.asked(), expected);
  const Maps few = explained(asked, 0.5);
  EXPECT_LT(asked.asked(), 2 * 10);
  for (int64_t n = 0; n < 2; ++n) {
    const double condition = std::min(1.0, all.alpha_condition[n].item<double>());
    expect_map_near(doubles(by_default.L[n]), doubles(all.L[n]), 1e-5 / condition);
    EXPECT_FALSE(few.L[n].allclose(all.L[n], 1e-2));
  }
}

TEST(GradCamPlusPlusSoftmaxTest, ClipHasTheSameMapAloneAndInABatch) {
  const ScriptNet net = net_3d(30, 50);
  const AskedModel both(net, "conv1", {3, 7}, kInput), alone(net, "conv1", {3}, kInput);
  const double bound = 0.05;  // the two clips need not as many classes
  expect_map_near(doubles(explained(alone, bound).L[0]), doubles(explained(both, bound).L[0]),
                  1e-12);
}

TEST(GradCamPlusPlusSoftmaxTest, CounterEvidenceIsOfTheNegativeProbability) {
  AskedModel asked(net_3d(), "conv1", {0, 1, 2, 3}, kInput);
  asked.turn_round();
  const Maps maps = explained(asked);
  for (int64_t n = 0; n < asked.clips(); ++n) {
    Derivatives d = equations_of(asked, n);
    for (Volume* of : {&d.first, &d.second, &d.third})
      for (double& v : of->values) v = -v;
    const double condition = std::min(1.0, maps.alpha_condition[n].item<double>());
    const Volume A = volume_of(asked.evidence().A, n);
    expect_map_near(times_scale(maps.L, asked, n), map_of(A, d, false), 1e-10 / condition);
  }
}

TEST(GradCamPlusPlusSoftmaxTest, IsZeroWhereThereIsNoOtherClass) {
  const AskedModel asked(net_3d(8, 1), "conv1", {0}, kInput);
  const Maps maps = explained(asked);
  EXPECT_TRUE((maps.L == 0).all().item<bool>());
  EXPECT_TRUE(maps.alpha_condition.isnan().all().item<bool>());
}

TEST(GradCamPlusPlusSoftmaxTest, IsOfTheProbabilityWhateverScoreIsExplained) {
  const ScriptNet net = net_2d();
  const AskedModel logit(net, "conv1", {1, 2}, {3, 4, 4});
  const AskedModel probability(net, "conv1", {1, 2}, {3, 4, 4}, ScoreKind::Probability);
  EXPECT_EQ(doubles(explained(logit).L), doubles(explained(probability).L));
}

}  // namespace
}  // namespace vidcam::testing
