#pragma once

#include <ATen/core/Tensor.h>

#include "explain3d/heat_range.h"

namespace vidcam {

// L, [N, T, H, W], at the size of the model's input by cubic splines along T, H and W, the type of
// L kept: the first and the last cell of an axis lie on its first and last pixel, and the spline is
// mirrored there. What scipy.ndimage.zoom computes for a target size (its default order 3), but for
// its last pixels, which rounding can turn to 0.
[[nodiscard]] at::Tensor spline_upsampled(const at::Tensor& L, const InputSize& size);

}  // namespace vidcam
