#pragma once

#include <ATen/core/Tensor.h>

namespace vidcam::samples {

// What a camera and a codec do to pictures, drawn anew for every clip: contrast, brightness,
// blurred chroma, noise, 8 bits.
// clips: [N, 3, T, H, W] in [0, 1]; so is the result. A picture is a clip of one frame.
[[nodiscard]] at::Tensor roughen(const at::Tensor& clips);

}  // namespace vidcam::samples
