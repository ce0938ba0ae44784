#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

#include "model3d/tapped_model.h"

namespace vidcam {

// dS/dA of several scores of one pass: of up to 32 in one backward pass, each a row of it
// (LibTorch's vmap, as torch.autograd.grad has it with is_grads_batched), so that weights are read
// once for all of them. As many as fit into 32 MB of gradients; one at a time where the leaves are
// larger, or where an operator behind them cannot be batched. Rounding may differ by how many there
// are. Not thread-safe.
class ScoreGradients {
 public:
  // of: layers or executions of one pass (one at least), which outlive this. scores: as for
  // gradients(). keep: the tape is needed behind the last of them.
  ScoreGradients(std::span<const TappedForward> of, std::vector<at::Tensor> scores, bool keep);

  // Of the next score, what gradients() gives; throws what it throws.
  [[nodiscard]] std::vector<at::Tensor> next();

  // How often a backward pass was made.
  [[nodiscard]] int passes() const { return passes_; }

 private:
  void fill();
  void fill_together(size_t count);

  std::span<const TappedForward> of_;
  std::vector<at::Tensor> scores_;
  bool keep_;
  size_t next_ = 0, first_ = 0;  // of the scores: the next one, and the first whose rows are here
  std::vector<std::vector<at::Tensor>> rows_;  // [score - first_][leaf]
  bool together_ = true;
  int passes_ = 0;
};

}  // namespace vidcam
