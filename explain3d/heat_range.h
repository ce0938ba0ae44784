#pragma once

#include <ATen/core/Tensor.h>

namespace vidcam {

// What the model was given, per clip; an image has frames = 1.
struct InputSize {
  int64_t frames = 1;
  int64_t height = 0;
  int64_t width = 0;
};

struct HeatRange {
  at::Tensor low;   // [N]
  at::Tensor high;  // [N]
};

// Smallest and largest value of each map L [N, T, H, W] once it is upsampled to the model's input:
// trilinear, half-pixel (align_corners = False). Numerics: sum, relu, upsample, then normalise, so
// the range that is shown as 0..1 is the one after upsampling.
[[nodiscard]] HeatRange heat_range(const at::Tensor& L, const InputSize& size);

}  // namespace vidcam
