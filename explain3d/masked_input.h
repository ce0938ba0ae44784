#pragma once

#include <ATen/core/Tensor.h>

#include <span>

#include "explain3d/mask_space.h"
#include "model3d/model_card.h"

namespace vidcam {

// What is left of x where a mask takes it all away, per channel, [3] on the CPU: black, or 0.
[[nodiscard]] at::Tensor nothing_left(const ModelCard& card, MaskSpace space);

// In place: x = nothing + keep (x - nothing); keep = 1 leaves x as it is, to the bit. x: one clip
// of the model's input, [3, T, H, W] or [3, H, W]; keep: [T, H, W], 0..1; nothing: as above. Throws
// std::invalid_argument where keep has another size.
void apply_mask(const at::Tensor& x, std::span<const float> keep, const at::Tensor& nothing);

}  // namespace vidcam
