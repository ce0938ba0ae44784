#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>

#include "explain3d/explainer.h"

// The two sums that all methods with channel weights share.
namespace vidcam {

// sum_p x: [N, C, T, H, W] to [N, C, 1, 1, 1] (Volume) or [N, C, T, 1, 1] (PerStep).
[[nodiscard]] inline at::Tensor sum_over_positions(const at::Tensor& x, Pool pool) {
  return pool == Pool::Volume ? x.sum({2, 3, 4}, true) : x.sum({3, 4}, true);
}

// Z: how many positions sum_over_positions adds up.
[[nodiscard]] inline double position_count(const at::Tensor& x, Pool pool) {
  const int64_t per_step = x.size(3) * x.size(4);
  return static_cast<double>(pool == Pool::Volume ? per_step * x.size(2) : per_step);
}

// relu(sum), or the sum itself where the ReLU comes behind the upsampling (MapOrder).
[[nodiscard]] inline at::Tensor map_relu(const at::Tensor& sum, bool rectify) {
  return rectify ? sum.relu() : sum;
}

// relu(sum_k w_k A^k), [N, T, H, W], and w: as sum_over_positions gives it, A [N, C, T, H, W].
[[nodiscard]] inline Maps weighted_map(const at::Tensor& w, const at::Tensor& A, bool rectify) {
  Maps maps{map_relu((w * A).sum(1), rectify), {}};
  maps.weights = w;
  return maps;
}

}  // namespace vidcam
