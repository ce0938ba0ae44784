#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <string>

#include "model3d/model_card.h"
#include "pipeline/base/clip.h"

namespace vidcam {

// Clips of uint8 [T, H, W, 3] RGB as the model's input: float32 [N, 3, T, H, W] in channels-last
// memory (which a clip already is), or [N, 3, H, W] for models of pictures (T = 1), on `device`. x
// = (low + v * (high - low) / 255 - mean_c) / std_c, rounded once to float32, in the model's
// channel order. Throws std::invalid_argument where there is no clip, or the clips are not all of
// the card's T and of one H x W.
[[nodiscard]] at::Tensor to_input(std::span<const Clip* const> clips, const ModelCard& card,
                                  const std::string& device = "cpu");

// The same of uint8 [N, T, H, W, 3] RGB, on the device where it is: a GPU is sent a quarter of the
// bytes. The same to the bit.
[[nodiscard]] at::Tensor normalized(const at::Tensor& pixels, const ModelCard& card);

// [3]: the middle of the card's range, mid-grey, as the model gets it: in its channel order, on the
// CPU.
[[nodiscard]] at::Tensor mid_grey(const ModelCard& card);

// [3]: the low end of the card's range, black, likewise.
[[nodiscard]] at::Tensor black(const ModelCard& card);

// One input of the card's size, all zeros, on the CPU.
[[nodiscard]] at::Tensor zero_input(const ModelCard& card);

}  // namespace vidcam
