#include "explain3d/heat_range.h"

#include <ATen/ops/aminmax.h>
#include <ATen/ops/upsample_trilinear3d.h>

namespace vidcam {

HeatRange heat_range(const at::Tensor& L, const InputSize& size) {
  const at::Tensor up = at::upsample_trilinear3d(
      L.unsqueeze(1), {size.frames, size.height, size.width}, /*align_corners=*/false);
  auto [low, high] = at::aminmax(up.flatten(1), /*dim=*/1);
  return {low, high};
}

}  // namespace vidcam
