#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "model3d/model_card.h"

namespace vidcam::detail {

// A model's output as class scores [rows, classes]. Throws Error (Unusable) naming the model's path
// for what is none.
[[nodiscard]] at::Tensor class_table(at::Tensor s, int64_t rows, const std::string& path);

// Throws Error (Unusable) unless s are a caption model's scores of words, [rows, tokens,
// vocabulary].
void check_word_scores(const at::Tensor& s, int64_t rows, const ModelCard& card,
                       const std::string& path);

}  // namespace vidcam::detail
