#pragma once

#include <ATen/core/Tensor.h>

#include "model3d/model_card.h"
#include "pipeline/base/npy.h"

namespace vidcam {

// An array that already is model input, of the shape that tensor_shape.h gives it; throws as that
// does. It refers to the array's memory: keep the array.
[[nodiscard]] at::Tensor tensor_input(const NpyArray& array, const ModelCard& card);

}  // namespace vidcam
