#include "explain3d/heat_range.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/aminmax.h>
#include <ATen/ops/kthvalue.h>
#include <ATen/ops/upsample_trilinear3d.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

namespace vidcam {
namespace {

constexpr double kQuantile = 0.99;

// The smallest q that 99 % of |v| do not exceed; their largest where that is 0. [N]
at::Tensor clip_at(const at::Tensor& L) {
  const at::Tensor size = L.flatten(1).abs();
  const auto k = static_cast<int64_t>(std::ceil(kQuantile * static_cast<double>(size.size(1))));
  const at::Tensor q = std::get<0>(at::kthvalue(size, k, /*dim=*/1));
  return at::where(q > 0, q, size.amax(1));
}

}  // namespace

at::Tensor upsampled(const at::Tensor& L, const InputSize& size) {
  return at::upsample_trilinear3d(L.unsqueeze(1), {size.frames, size.height, size.width},
                                  /*align_corners=*/false)
      .squeeze(1);
}

at::Tensor unit_map(const at::Tensor& L, const InputSize& size) {
  const at::Tensor up = upsampled(L, size);
  const at::Tensor low = up.amin({1, 2, 3}, true), high = up.amax({1, 2, 3}, true);
  // Interpolating a constant may differ from it in the last bit: the map itself says what is flat.
  const at::Tensor flat = L.amin({1, 2, 3}, true) == L.amax({1, 2, 3}, true);
  return ((up - low) / (high - low)).masked_fill(flat.logical_or(low == high), 0);
}

HeatRange heat_range(const at::Tensor& L, const InputSize& size, Shown shown) {
  if (shown == Shown::Range) {
    auto [low, high] = at::aminmax(upsampled(L, size).flatten(1), /*dim=*/1);
    return {low, high};
  }
  const at::Tensor high = shown == Shown::Positive ? L.flatten(1).amax(1).clamp_min(0) : clip_at(L);
  return {shown == Shown::Signed ? -high : at::zeros_like(high), high};
}

}  // namespace vidcam
