#include "explain3d/guided_cam.h"

#include <ATen/ops/aminmax.h>

namespace vidcam {

at::Tensor unit_map(const at::Tensor& L, const InputSize& size) {
  const auto per_clip = [](const at::Tensor& v) { return v.view({-1, 1, 1, 1}); };
  const at::Tensor up = upsampled(L, size);
  const HeatRange range = heat_range(L, size);
  // Interpolating a constant may differ from it in the last bit: the map itself says what is flat.
  auto [least, most] = at::aminmax(L.flatten(1), /*dim=*/1);
  const at::Tensor flat = least.eq(most).logical_or(range.low.eq(range.high));
  const at::Tensor unit = (up - per_clip(range.low)) / per_clip(range.high - range.low);
  return unit.masked_fill(per_clip(flat), 0);
}

}  // namespace vidcam
