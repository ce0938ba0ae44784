#pragma once

#include <cstdint>
#include <vector>

#include "model3d/model_card.h"
#include "pipeline/base/npy.h"

namespace vidcam {

// The shape of an array that already is model input (normalised, channels first): [N, 3, T, H, W],
// or [N, 3, H, W] for models of pictures; where the axis N is missing it is 1. Throws Error
// (Unusable) that names the shape and what the model takes.
[[nodiscard]] std::vector<int64_t> tensor_shape(const NpyArray& array, const ModelCard& card);

}  // namespace vidcam
