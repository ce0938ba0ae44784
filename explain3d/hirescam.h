#pragma once

#include "explain3d/cam_sums.h"
#include "explain3d/explainer.h"

namespace vidcam {

// HiResCAM.
//
//   L = relu(sum_k g . A^k)      element by element; nothing is pooled
//
//   A^k  activation of channel k at the tapped layer
//   g    dS/dA^k, S the score of the class explained
//
// Draelos, Carin: Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional
// neural networks, arXiv 2011.08891. The paper shows the sum itself, negative values too; the ReLU
// is what shows, as in the other methods, what speaks for the class. The paper prints 2D and 3D.
class HiResCam final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"hirescam", "L = relu(sum_k g A^k)", "definition of HiResCAM",
            "Draelos and Carin 2020, arXiv 2011.08891", ""};
  }

  [[nodiscard]] Conventions conventions(const CamOptions& /*options*/) const override {
    return {{"relu", "on the sum; the paper shows its negative values too"}};
  }

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    return {map_relu((evidence.g * evidence.A).sum(1), options.rectify), {}};
  }
};

}  // namespace vidcam
