#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "explain3d/score_aim.h"
#include "pipeline/base/explanation.h"

namespace vidcam {

// The scores of a batch, on the CPU, for people and for choosing classes.
class ClassScores {
 public:
  // How probabilities follow from scores: by a softmax over classes that exclude each other; or
  // each score is the logarithm of one.
  enum class Kind { Logits, LogProbabilities };

  // logits [N, classes] on any device. labels is referred to, not copied.
  ClassScores(const at::Tensor& logits, std::span<const std::string> labels,
              Kind kind = Kind::Logits);

  [[nodiscard]] int classes() const { return classes_; }
  [[nodiscard]] ClassScore at(size_t clip, int index) const;
  // The n likeliest classes (fewer where the model has fewer), equal ones in the order of their
  // index. LogProbabilities: all, in the order of their index.
  [[nodiscard]] std::vector<ClassScore> top(size_t clip, int n) const;
  // The class a target means for this clip. Throws Error (Usage) where the model has no such class.
  [[nodiscard]] int resolve(size_t clip, const ClassChoice& target) const;
  // In double.
  [[nodiscard]] std::vector<double> probabilities(size_t clip) const;

 private:
  [[nodiscard]] std::vector<int> ranked(size_t clip, int n) const;

  Kind kind_;
  int classes_ = 0;
  std::span<const std::string> labels_;
  std::vector<double> logits_;         // [N, classes]
  std::vector<double> probabilities_;  // [N, classes]
};

// S, [N], of logits [N, classes]; differentiable.
[[nodiscard]] at::Tensor selected_scores(const at::Tensor& logits, const ScoreAim& aim,
                                         ScoreKind kind);

}  // namespace vidcam
