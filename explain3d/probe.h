#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include "explain3d/score_aim.h"
#include "model3d/relu_rule.h"

namespace vidcam {

// What the model says when it is asked again about the clips and the target of an Evidence. All
// tensors lie on the model's device, without a tape. The probe cuts what it is asked into batches
// of one fixed shape and reports progress; padding never shows. Throws Error (Unusable) as the
// model does. Not thread-safe.
class Probe {
 public:
  // Makes rows [from, to) of those the model is to be asked about, all on one clip; never more than
  // a batch of them at once.
  using Rows = std::function<at::Tensor(int64_t from, int64_t to)>;

  virtual ~Probe() = default;

  // [N, 3, T, H, W], a model of pictures [N, 3, H, W]: the normalised input of the clips.
  [[nodiscard]] virtual const at::Tensor& input() const = 0;
  // [N, classes] float32 or better: the logits of the clips.
  [[nodiscard]] virtual const at::Tensor& logits() const = 0;
  // [3]: mid-grey, half-way between black and white, as the model's input has it.
  [[nodiscard]] virtual const at::Tensor& grey() const = 0;
  // Whose score is explained, one a clip.
  [[nodiscard]] virtual const ScoreAim& aim() const = 0;
  // [N]: the target's score of the clips as they are (logit, probability or log probability, as
  // the user chose: what g differentiates).
  [[nodiscard]] virtual const at::Tensor& scores() const = 0;

  // Of each of several choices of classes: g, [N, C, T, H, W], float32 or better: d logit / dA of
  // class classes[k][n] for clip n; backward passes from the scores to the layer, several choices
  // sharing one where they can, kept for further targets of the batch while memory allows.
  using UseGradient = std::function<void(size_t k, const at::Tensor& g)>;
  virtual void each_logit_gradient(std::span<const std::vector<int64_t>> classes,
                                   const UseGradient& use) const = 0;
  // Of one.
  [[nodiscard]] at::Tensor logit_gradient(std::vector<int64_t> classes) const;

  // [N, C, T, H, W], float32 or better: the marginal winning probability of each value of the layer
  // in a walk from the unit of class classes[n] (clip n), or from its dual unit:
  // model3d/excitation.h and graph_excitation.h. A forward pass for the units and one for their
  // duals, and a backward pass to the layer, the passes kept for further classes. Throws Error
  // (Unusable) where the model has no such walk.
  [[nodiscard]] virtual at::Tensor winning_probability(std::span<const int64_t> classes,
                                                       bool negated) const = 0;

  // Shaped as input(), float32 or better: dS/dx of the target's score to the input, each ReLU
  // handing back its gradient by `rule`; a forward and a backward pass through the whole model,
  // kept for other methods of the same target.
  [[nodiscard]] virtual at::Tensor input_gradient(ReluRule rule) const = 0;

  // [count]: the target's score of clip `clip` where its input is changed to each of `count` rows,
  // each of them shaped as a clip in input().
  [[nodiscard]] virtual at::Tensor scores_of_inputs(int64_t clip, int64_t count,
                                                    const Rows& rows) const = 0;
  // [count]: the same where the layer's output is changed to each of `count` rows
  // [C, T, H, W] in place of the clip's own A.
  [[nodiscard]] virtual at::Tensor scores_of_activations(int64_t clip, int64_t count,
                                                         const Rows& rows) const = 0;
};

inline at::Tensor Probe::logit_gradient(std::vector<int64_t> classes) const {
  at::Tensor found;
  const auto one = {std::move(classes)};
  each_logit_gradient(one, [&](size_t /*k*/, const at::Tensor& g) { found = g; });
  return found;
}

}  // namespace vidcam
