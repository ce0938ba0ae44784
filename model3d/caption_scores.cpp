#include "model3d/caption_scores.h"

#include <ATen/ATen.h>

namespace vidcam {

CaptionTokens caption_tokens(const std::vector<int64_t>& words, const CaptionRules& rules) {
  const at::Tensor own = at::tensor(words, at::kLong);
  const auto one = [](int token) { return at::full({1}, token, at::kLong); };
  return {at::cat({one(rules.start), own}).unsqueeze(0), at::cat({own, one(rules.end)})};
}

at::Tensor caption_scores(const at::Tensor& logits, const CaptionTokens& caption) {
  const int64_t steps = caption.said.size(0);
  const at::Tensor said =
      caption.said.to(logits.device()).view({1, steps, 1}).expand({logits.size(0), steps, 1});
  const at::Tensor own = logits.log_softmax(-1).gather(-1, said).squeeze(-1);
  return at::cat({own.sum(1, true), own.narrow(1, 0, steps - 1)}, 1);
}

}  // namespace vidcam
