#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "model3d/model_card.h"
#include "model3d/tapped_model.h"

// Between captions as people write them and places in a model's vocabulary.
namespace vidcam {

// Throws Error (Usage) where the model writes no captions.
[[nodiscard]] const CaptionRules& caption_rules(const ModelCard& card);

// Lower case, punctuation removed, split at spaces. Throws Error (Usage): a word that the model
// does not know, with the nearest ones; no word at all.
[[nodiscard]] std::vector<int64_t> words_of(const std::string& text, const CaptionRules& rules);

// "a red square"
[[nodiscard]] std::string text_of(const std::vector<int64_t>& words, const CaptionRules& rules);

// As caption_search.h asks it. encoded: TappedModel::encoded.
[[nodiscard]] std::vector<std::vector<double>> next_words(
    const TappedModel& model, const at::Tensor& encoded,
    const std::vector<std::vector<int64_t>>& begun);

}  // namespace vidcam
