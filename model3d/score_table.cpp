#include "model3d/score_table.h"

#include "model3d/graph_run.h"
#include "pipeline/base/error.h"

namespace vidcam::detail {
namespace {

[[noreturn]] void refuse(const at::Tensor& s, int64_t rows, const std::string& path,
                         const std::string& reason) {
  throw Error(ExitCode::Unusable,
              path + ": the model's output is " + c10::toString(s.scalar_type()) + " of size " +
                  size_text(s.sizes()) + " for a batch of " + std::to_string(rows) + ", " + reason);
}

}  // namespace

at::Tensor class_table(at::Tensor s, int64_t rows, const std::string& path) {
  while (s.dim() > 2 && s.size(-1) == 1) s = s.squeeze(-1);
  if (s.dim() == 2 && s.size(0) == rows && s.is_floating_point()) return s;
  refuse(s, rows, path,
         "no table of class scores [batch, classes]; where it is one of several outputs name it by "
         "the card's output.index");
}

void check_word_scores(const at::Tensor& s, int64_t rows, const ModelCard& card,
                       const std::string& path) {
  const auto words = static_cast<int64_t>(card.caption->vocabulary.size());
  if (s.dim() == 3 && s.size(0) == rows && s.size(2) == words && s.is_floating_point()) return;
  refuse(s, rows, path,
         "no scores of words [batch, tokens, " + std::to_string(words) +
             "]; the vocabulary is set in the model card, " + card.source);
}

}  // namespace vidcam::detail
