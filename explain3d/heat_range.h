#pragma once

#include <ATen/core/Tensor.h>

#include "explain3d/heat_form.h"

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
// Shown::Range is that of the upsampled map, by the form's from_zero and epsilon. The others are
// meant for maps of the input's own size.
[[nodiscard]] HeatRange heat_range(const at::Tensor& L, const InputSize& size,
                                   Shown shown = Shown::Range, const HeatForm& form = {});

// A class activation map L as the form has it on the grid of the model's input; its range is then
// heat_range's of the same form. relu: the map ends in one, which the method has left out where the
// form's order puts it behind the upsampling. Not for a form that keeps_grid().
[[nodiscard]] at::Tensor formed(const at::Tensor& L, const InputSize& size, const HeatForm& form,
                                bool relu);

// The same from 0 to 1, as single maps are before they are fused; a flat one is 0.
[[nodiscard]] at::Tensor unit_map(const at::Tensor& L, const InputSize& size, const HeatForm& form,
                                  bool relu);

}  // namespace vidcam
