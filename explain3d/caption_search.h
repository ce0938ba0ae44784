#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "model3d/caption_rules.h"

namespace vidcam {

// A caption that a model would write.
struct FoundCaption {
  std::vector<int64_t> words;  // places in the vocabulary, without start and end
  double log_probability = 0;  // of all words and the end
};

// For captions begun with the same number of tokens (start first): the log probability of each word
// of the vocabulary as the next one. Natural logarithms.
using NextWords =
    std::function<std::vector<std::vector<double>>(const std::vector<std::vector<int64_t>>& begun)>;

// Beam search: the likeliest captions that it meets, likeliest first, at most `beam` (at least 1;
// 1: greedy, the likeliest word each time). After rules.length words a caption must end. No caption
// has `start` as a word; an empty one is none.
[[nodiscard]] std::vector<FoundCaption> search_captions(const CaptionRules& rules, int beam,
                                                        const NextWords& next);

}  // namespace vidcam
