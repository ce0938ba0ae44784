#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "model3d/further_input.h"
#include "model3d/model_card.h"
#include "model3d/model_input.h"
#include "pipeline/base/npy.h"

namespace vidcam {

struct EncodedText {
  at::Tensor value;                   // float32 [1, V] or int64 [1, L]
  std::vector<std::string> left_out;  // words that the vocabulary does not have
};

// Lower case, punctuation removed, split at spaces; then as input.kind says. Throws Error (Usage)
// where no word is left, or more than input.length.
[[nodiscard]] EncodedText encode_text(const FurtherInput& input, const std::string& text);

// Numbers of a file as float32 or int64 [1, shape]; with or without the leading 1. Throws Error
// (Usage) for another shape.
[[nodiscard]] at::Tensor encode_array(const FurtherInput& input, const NpyArray& array);

// An input of the card's sizes, all zeros, on the CPU: what a dry run takes.
[[nodiscard]] detail::ModelInput zero_model_input(const ModelCard& card);

}  // namespace vidcam
