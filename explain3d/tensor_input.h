#pragma once

#include <ATen/core/Tensor.h>

#include "model3d/model_card.h"
#include "pipeline/base/npy.h"

namespace vidcam {

// An array that already is model input (normalised, channels first) as [N, 3, T, H, W], or
// [N, 3, H, W] for models of pictures; the axis N may be missing. It refers to the array's memory:
// keep the array. Throws Error (Unusable) that names the shape and what the model takes.
[[nodiscard]] at::Tensor tensor_input(const NpyArray& array, const ModelCard& card);

}  // namespace vidcam
