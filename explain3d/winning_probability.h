#pragma once

#include <ATen/TensorOperators.h>

#include "explain3d/cam_sums.h"
#include "explain3d/explainer.h"

namespace vidcam {

// What the two methods made of winning probabilities share.
class WinningProbabilityMethod : public Explainer {
 public:
  // The unit of the class, be the score its logit or its probability.
  [[nodiscard]] bool explains_the_score() const override { return false; }

  [[nodiscard]] Conventions conventions(const CamOptions& /*options*/) const override {
    return {{"negative_responses", "excite nothing: taken as 0"},
            {"batch_norm", "one layer with the convolution before it, else passed"},
            {"pool", "none, whatever --pool says"}};
  }

  [[nodiscard]] int64_t further_clips(const Evidence& evidence,
                                      const CamOptions& /*options*/) const override {
    const int units = evidence.model().aim().versus.empty() ? 1 : 2;
    return evidence.A.size(0) * passes() * units;
  }

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    return {map_relu(signal(evidence), options.rectify), {}};
  }

 protected:
  [[nodiscard]] virtual int passes() const = 0;                                 // of each class
  [[nodiscard]] virtual at::Tensor signal(const Evidence& evidence) const = 0;  // [N, T, H, W]

  // sum_k P of the target's unit, or of its dual; less that of the class it is held against, if
  // any.
  [[nodiscard]] static at::Tensor winning(const Evidence& evidence, bool negated) {
    const Probe& model = evidence.model();
    const ScoreAim& aim = model.aim();
    const at::Tensor P = model.winning_probability(aim.classes, negated).sum(1);
    return aim.versus.empty() ? P : P - model.winning_probability(aim.versus, negated).sum(1);
  }
};

}  // namespace vidcam
