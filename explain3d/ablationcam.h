#pragma once

#include "explain3d/explainer.h"

namespace vidcam {

// Ablation-CAM: how much the score falls when a channel is taken away.
//
//   w_k = (y - y_k) / |y|
//   L   = relu(sum_k w_k A^k)
//
//   A^k  activation of channel k at the tapped layer      w_k  how much channel k matters to it
//   y    the score of the class explained                 y_k  the score where A^k is 0 everywhere
//
// Desai, Ramaswamy: Ablation-CAM: Visual Explanations for Deep Convolutional Network via
// Gradient-free Localization, WACV 2020. The paper divides by y, which it takes as positive; a
// negative score, as the logit of an unlikely class often is, would turn all weights over, so it is
// |y| here (and 1 where y is 0). A channel taken away is 0 for layers that are not rectified, too;
// one that is 0 already has the weight 0.
// Gradients play no part.
// The paper prints 2D; over a clip A^k is 0 at all T, H and W, and there is one w_k for the volume.
class AblationCam final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"ablationcam",
            "w_k = (y - y_k) / |y|, y_k the score where A^k is 0 ; L = relu(sum_k w_k A^k)",
            "definition of Ablation-CAM", "Desai and Ramaswamy, WACV 2020",
            "what follows the layer runs once for each of its channels that is not 0"};
  }

  [[nodiscard]] Conventions conventions(const CamOptions& options) const override;
  [[nodiscard]] int64_t further_clips(const Evidence& evidence,
                                      const CamOptions& options) const override;
  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override;
};

}  // namespace vidcam
