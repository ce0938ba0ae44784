#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <limits>

#include "model3d/relu_rule.h"
#include "tests/model3d/by_hand.h"

// The rules for ReLUs once more, out of autograd's own pieces (a hook, detach), to hold the gates
// against.
namespace vidcam::testing {

using Function = std::function<at::Tensor(const at::Tensor&)>;

inline at::Tensor with_positive_gradient(const at::Tensor& y) {
  at::Tensor z = y * 1;
  z.register_hook([](const at::Tensor& G) { return G.clamp_min(0); });
  return z;
}

// f(x), a ReLU-like function with an upper bound, under a rule.
inline at::Tensor gated_by_hand(const Function& f, const at::Tensor& x, ReluRule rule,
                                double upper = std::numeric_limits<double>::infinity()) {
  if (rule == ReluRule::Plain) return f(x);
  if (rule == ReluRule::Guided) return with_positive_gradient(f(x));
  const at::Tensor open = x.minimum(at::full({}, upper, x.options()));
  return with_positive_gradient((f(x) - open).detach() + open);
}

inline at::Tensor relu_by_hand(const at::Tensor& x, ReluRule rule) {
  return gated_by_hand([](const at::Tensor& v) { return at::relu(v); }, x, rule);
}

// The scores of make_c3d_like with its ReLUs under a rule.
inline at::Tensor c3d_by_hand(const ScriptNet& net, const at::Tensor& input, ReluRule rule) {
  const auto relu = [rule](const at::Tensor& x) { return relu_by_hand(x, rule); };
  at::Tensor x = at::max_pool3d(relu(conv3d_by_hand(net, "conv1", input)), {1, 2, 2}, {1, 2, 2});
  x = at::max_pool3d(relu(conv3d_by_hand(net, "conv2", x)), {2, 2, 2}, {2, 2, 2});
  x = conv3d_by_hand(net, "conv3b", relu(conv3d_by_hand(net, "conv3a", x)));
  x = relu(x).mean(at::IntArrayRef{2, 3, 4});
  const at::Tensor h = relu(at::linear(x, net.weight("fc6.weight"), net.weight("fc6.bias")));
  return at::linear(h, net.weight("fc7.weight"), net.weight("fc7.bias"));
}

// dS/dx, S the sum of the clips' scores of class c.
inline at::Tensor input_gradient_by_hand(const Function& scores, const at::Tensor& input,
                                         int64_t c) {
  const at::AutoGradMode on(true);
  const at::Tensor leaf = input.detach().clone().requires_grad_(true);
  return torch::autograd::grad({scores(leaf).select(1, c).sum()}, {leaf})[0];
}

}  // namespace vidcam::testing
