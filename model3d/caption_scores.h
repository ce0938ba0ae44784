#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "model3d/caption_rules.h"

namespace vidcam {

// A given caption as a model is asked about it: each word after the right ones before it (teacher
// forcing).
struct CaptionTokens {
  at::Tensor taken;  // int64 [1, L + 1]: start, word 1 .. word L
  at::Tensor said;   // int64 [L + 1]: word 1 .. word L, end
};

// words: places in the vocabulary, at least one.
[[nodiscard]] CaptionTokens caption_tokens(const std::vector<int64_t>& words,
                                           const CaptionRules& rules);

// logits [N, L + 1, V] -> S [N, 1 + L], differentiable:
//
//   S_0 = sum_t log softmax(logits_t)[said_t]   the log probability of the whole caption, its end
//                                               among it: Y^c of Grad-CAM++ (arXiv 1710.11063) 6.1
//   S_i = log softmax(logits_i)[word i]         that of one word
[[nodiscard]] at::Tensor caption_scores(const at::Tensor& logits, const CaptionTokens& caption);

}  // namespace vidcam
