#pragma once

#include <ATen/core/Tensor.h>

namespace vidcam::detail {

// max_pool3d without the places of the maxima, which LibTorch writes down in any case (8 bytes for
// each value, four times what it pools in bfloat16); with a ReLU before it, which costs nothing
// here: of numbers both are the same to the bit, and NaN is handed on. x: [N, C, T, H, W];
// channels-last and float32 or bfloat16 on the CPU without a tape is where it is fast, and LibTorch
// does the rest. stride: empty for the kernel's.
[[nodiscard]] at::Tensor max_pool3d(const at::Tensor& x, at::IntArrayRef kernel,
                                    at::IntArrayRef stride, at::IntArrayRef padding, bool relu);

}  // namespace vidcam::detail
