#include "explain3d/heat_range.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/aminmax.h>
#include <ATen/ops/kthvalue.h>
#include <ATen/ops/upsample_trilinear3d.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>

#include "explain3d/spline.h"

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

at::Tensor upsampled_by(const at::Tensor& L, const InputSize& size, const HeatForm& form) {
  const bool spline = form.upsampling == Upsampling::Spline && size.frames > 1;
  return spline ? spline_upsampled(L, size) : upsampled(L, size);
}

// (L - low) / (high - low), by the map's own range; 0 where there is none.
at::Tensor in_range(const at::Tensor& L, const HeatForm& form) {
  const at::Tensor smallest = L.amin({1, 2, 3}, true), largest = L.amax({1, 2, 3}, true);
  const at::Tensor low = form.from_zero ? at::zeros_like(smallest) : smallest;
  return ((L - low) / (largest - low + form.epsilon)).masked_fill(smallest == largest, 0);
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

at::Tensor formed(const at::Tensor& L, const InputSize& size, const HeatForm& form, bool relu) {
  const bool first = form.order == MapOrder::ReluNormalizeUpsample;
  const at::Tensor up = upsampled_by(first ? in_range(L, form) : L, size, form);
  const bool again = first || (relu && form.order == MapOrder::UpsampleReluNormalize);
  return again ? up.relu() : up;
}

at::Tensor unit_map(const at::Tensor& L, const InputSize& size, const HeatForm& form, bool relu) {
  if (form.order == MapOrder::ReluNormalizeUpsample) return formed(L, size, form, relu);
  const at::Tensor flat = L.amin({1, 2, 3}, true) == L.amax({1, 2, 3}, true);
  return in_range(formed(L, size, form, relu), form).masked_fill(flat, 0);
}

HeatRange heat_range(const at::Tensor& L, const InputSize& size, Shown shown,
                     const HeatForm& form) {
  if (shown == Shown::Range) {
    auto [low, high] = at::aminmax(upsampled(L, size).flatten(1), /*dim=*/1);
    if (form.from_zero) low = at::zeros_like(low);
    return {low, form.epsilon > 0 ? high + form.epsilon : high};
  }
  const at::Tensor high = shown == Shown::Positive ? L.flatten(1).amax(1).clamp_min(0) : clip_at(L);
  return {shown == Shown::Signed ? -high : at::zeros_like(high), high};
}

}  // namespace vidcam
