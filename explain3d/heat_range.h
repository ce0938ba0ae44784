#pragma once

#include <ATen/core/Tensor.h>

namespace vidcam {

// What the model was given, per clip; an image has frames = 1.
struct InputSize {
  int64_t frames = 1;
  int64_t height = 0;
  int64_t width = 0;
};

// Which values of a map are shown as 0 and as 1.
enum class Shown {
  Range,     // its smallest and its largest over the model's input: class activation maps
  Positive,  // 0 and its largest; what is below 0 is shown as 0
  Clipped,  // 0 and q, the 99 % quantile of |v| over the clip: single pixels do not darken the rest
  Signed,   // -q and q: 0 is in the middle
};

struct HeatRange {
  at::Tensor low;   // [N]
  at::Tensor high;  // [N]
};

// L, [N, T, H, W], at the size of the model's input: trilinear, half-pixel (align_corners = False).
[[nodiscard]] at::Tensor upsampled(const at::Tensor& L, const InputSize& size);

// The same from 0 to 1: by the smallest and the largest value of each upsampled map; a flat one is
// 0.
[[nodiscard]] at::Tensor unit_map(const at::Tensor& L, const InputSize& size);

// The range of each map L [N, T, H, W]. Numerics: sum, relu, upsample, then normalise, so
// Shown::Range is that of the upsampled map. The others are meant for maps of the input's own size.
[[nodiscard]] HeatRange heat_range(const at::Tensor& L, const InputSize& size,
                                   Shown shown = Shown::Range);

}  // namespace vidcam
