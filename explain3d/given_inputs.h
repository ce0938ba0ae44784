#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "model3d/model_card.h"

namespace vidcam {

// What was given for the card's extra_inputs (name -> text, or the path of an .npy file) as tensors
// in the card's order. Words that a vocabulary lacks are added to warnings. Throws Error: Usage
// (one is missing, given twice or not the card's), and what encode_input.h and read_npy throw.
[[nodiscard]] std::vector<at::Tensor> encode_given(
    std::span<const std::pair<std::string, std::string>> given, const ModelCard& card,
    std::vector<std::string>& warnings);

}  // namespace vidcam
