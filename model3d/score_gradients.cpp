#include "model3d/score_gradients.h"

#include <ATen/functorch/BatchedFallback.h>
#include <ATen/functorch/BatchedTensorImpl.h>
#include <ATen/functorch/DynamicLayer.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/stack.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <exception>
#include <mutex>
#include <utility>

#include "model3d/gradients.h"

namespace vidcam {
namespace {

namespace functorch = at::functorch;

constexpr size_t kMostRows = 32;
// Of the gradients at the leaves; what lies between may be several times as large.
constexpr size_t kMostBytes = size_t{32} << 20;

// While it lives, tensors may have rows that operators do not see.
class Rows {
 public:
  explicit Rows(size_t count)
      : count_(count),
        level_(functorch::initAndPushDynamicLayer(functorch::TransformType::Vmap,
                                                  static_cast<int64_t>(count),
                                                  functorch::RandomnessType::Error)) {}
  ~Rows() { functorch::popDynamicLayerAndDeleteMetadata(); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  // x: [rows, ...]
  [[nodiscard]] at::Tensor hidden(const at::Tensor& x) const {
    return functorch::addBatchDim(x, 0, level_);
  }
  // Row by row, also of what is the same for all of them.
  [[nodiscard]] std::vector<at::Tensor> shown(const at::Tensor& x) const {
    const auto* batched = functorch::maybeGetBatchedImpl(x);
    if (batched == nullptr) return std::vector<at::Tensor>(count_, x);
    return batched->value().unbind(batched->bdim());
  }

 private:
  size_t count_;
  int64_t level_;
};

size_t rows_at_once(std::span<const TappedForward> of) {
  size_t bytes = 1;
  for (const TappedForward& each : of) bytes += each.activations.nbytes();
  return std::clamp<size_t>(kMostBytes / bytes, 1, kMostRows);
}

// [score, N, classes]
at::Tensor by_logits(const at::Tensor& logits, std::span<const at::Tensor> scores) {
  std::vector<at::Tensor> rows;
  rows.reserve(scores.size());
  for (const at::Tensor& S : scores)
    rows.push_back(
        torch::autograd::grad({S}, {logits}, {at::ones_like(S)}, /*retain_graph=*/true)[0]);
  return at::stack(rows);
}

// An operator without a rule for rows is run for each of them, which is no news to our users.
void keep_quiet_about_operators() {
  static std::once_flag once;
  std::call_once(once, [] { functorch::setVmapFallbackWarningEnabled(false); });
}

}  // namespace

ScoreGradients::ScoreGradients(std::span<const TappedForward> of, std::vector<at::Tensor> scores,
                               bool keep)
    : of_(of), scores_(std::move(scores)), keep_(keep) {}

std::vector<at::Tensor> ScoreGradients::next() {
  if (next_ == first_ + rows_.size()) fill();
  return std::move(rows_.at(next_++ - first_));
}

void ScoreGradients::fill() {
  first_ = next_;
  rows_.clear();
  const size_t left = scores_.size() - first_, rows = std::min(left, rows_at_once(of_));
  if (rows > 1 && together_) fill_together(rows);
  if (rows_.empty()) rows_.push_back(gradients(of_, scores_.at(first_), keep_ || left > 1));
  ++passes_;
}

// Leaves no rows where that cannot be done.
void ScoreGradients::fill_together(size_t count) {
  try {
    keep_quiet_about_operators();
    const at::Tensor& logits = of_.front().logits;
    const at::Tensor seeds = by_logits(logits, std::span(scores_).subspan(first_, count));
    const Rows rows(count);
    std::vector<std::vector<at::Tensor>> found(count);
    for (const at::Tensor& g : gradients(of_, logits, rows.hidden(seeds), /*keep=*/true)) {
      const auto each = rows.shown(g);
      for (size_t i = 0; i < count; ++i) found[i].push_back(each[i]);
    }
    rows_ = std::move(found);
  } catch (const std::exception&) {
    together_ = false;
  }
}

}  // namespace vidcam
