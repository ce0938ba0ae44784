#include "explain3d/caption_words.h"

#include <ATen/ops/empty.h>

#include <algorithm>

#include "model3d/encode_input.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {

const CaptionRules& caption_rules(const ModelCard& card) {
  if (card.caption) return *card.caption;
  throw Error(ExitCode::Usage,
              card.source + ": the model writes no captions: its card has no \"caption\"");
}

std::vector<int64_t> words_of(const std::string& text, const CaptionRules& rules) {
  FurtherInput input;
  input.name = "caption";
  input.kind = FurtherInput::Kind::Tokens;
  input.vocabulary = rules.vocabulary;
  const EncodedText encoded = encode_text(input, text);
  if (!encoded.left_out.empty()) {
    const std::string& word = encoded.left_out.front();
    throw Error(ExitCode::Usage, "caption \"" + text + "\": the model does not know '" + word +
                                     "'; did you mean " + joined(nearest(word, rules.vocabulary)) +
                                     "?");
  }
  const auto* first = encoded.value.const_data_ptr<int64_t>();
  return {first, first + encoded.value.numel()};
}

std::string text_of(const std::vector<int64_t>& words, const CaptionRules& rules) {
  std::string text;
  for (const int64_t word : words)
    text += (text.empty() ? "" : " ") + rules.vocabulary.at(static_cast<size_t>(word));
  return text;
}

std::vector<std::vector<double>> next_words(const TappedModel& model, const at::Tensor& encoded,
                                            const std::vector<std::vector<int64_t>>& begun) {
  const auto rows = static_cast<int64_t>(begun.size());
  const auto length = static_cast<int64_t>(begun.front().size());
  const at::Tensor tokens = at::empty({rows, length}, at::kLong);
  auto* to = tokens.mutable_data_ptr<int64_t>();
  for (const auto& row : begun) to = std::copy(row.begin(), row.end(), to);
  const at::Tensor scores = model.next_words(encoded, tokens).contiguous();
  const auto* from = scores.const_data_ptr<double>();
  std::vector<std::vector<double>> next;
  for (int64_t r = 0; r < rows; ++r, from += scores.size(1))
    next.emplace_back(from, from + scores.size(1));
  return next;
}

}  // namespace vidcam
