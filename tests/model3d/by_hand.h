#pragma once

#include <ATen/ATen.h>

#include "tests/support/script_models.h"

// The computation of make_c3d_like written out with ATen operators: what a tapped model's A and
// dS/dA must equal.
namespace vidcam::testing {

inline at::Tensor conv3d_by_hand(const ScriptNet& net, const std::string& name,
                                 const at::Tensor& x) {
  return at::conv3d(x, net.weight(name + ".weight"), net.weight(name + ".bias"), {1, 1, 1},
                    at::IntArrayRef{1, 1, 1});
}

// What conv3b gives, before the ReLU.
inline at::Tensor trunk_by_hand(const ScriptNet& net, const at::Tensor& input) {
  at::Tensor x =
      at::max_pool3d(at::relu(conv3d_by_hand(net, "conv1", input)), {1, 2, 2}, {1, 2, 2});
  x = at::max_pool3d(at::relu(conv3d_by_hand(net, "conv2", x)), {2, 2, 2}, {2, 2, 2});
  return conv3d_by_hand(net, "conv3b", at::relu(conv3d_by_hand(net, "conv3a", x)));
}

// Scores from what conv3b gives.
inline at::Tensor head_by_hand(const ScriptNet& net, const at::Tensor& a) {
  const at::Tensor x = at::relu(a).mean(at::IntArrayRef{2, 3, 4});
  const at::Tensor h = at::relu(at::linear(x, net.weight("fc6.weight"), net.weight("fc6.bias")));
  return at::linear(h, net.weight("fc7.weight"), net.weight("fc7.bias"));
}

// max |a - b| / max |b|
inline double relative_difference(const at::Tensor& a, const at::Tensor& b) {
  return ((a.to(at::kDouble) - b.to(at::kDouble)).abs().max() / b.to(at::kDouble).abs().max())
      .item<double>();
}

inline at::Tensor random_input(const std::vector<int64_t>& shape, uint64_t seed = 7) {
  at::manual_seed(seed);
  return at::randn(shape, at::kDouble);
}

}  // namespace vidcam::testing
