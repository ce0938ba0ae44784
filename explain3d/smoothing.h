#pragma once

#include <ATen/core/Tensor.h>

#include "explain3d/smoothing_options.h"

namespace vidcam {

// Copy `sample` (0 .. samples - 1) of a batch x [N, 3, T, H, W] or [N, 3, H, W]:
//
//   x + sigma e,   e ~ N(0, 1) for each value,   sigma = noise (max x - min x), each clip's own
//
// Smilkov, Thorat, Kim, Viegas, Wattenberg: SmoothGrad: removing noise by adding noise, 2017, arXiv
// 1706.03825. e follows from seed and sample alone and is the same for every clip, so that a map
// depends neither on its batch nor on the clips before, and maps of neighbouring clips do not
// flicker.
[[nodiscard]] at::Tensor noisy(const at::Tensor& x, const SmoothingOptions& options, int sample);

}  // namespace vidcam
