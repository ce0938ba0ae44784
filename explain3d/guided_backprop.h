#pragma once

#include "explain3d/pixel_gradient.h"

namespace vidcam {

// Guided backpropagation: the gradient at each pixel, of which every ReLU hands back only what is
// positive, where it was open.
//
//   L_p = sum_c R_cp,   R = dS/dx with each ReLU's derivative replaced by 1[x > 0] relu(G)
//
//   x  what a ReLU is given, and the model's input      G  the gradient that arrives behind a ReLU
//   p  pixel (t, i, j), c its colour channel            S  the score of the class explained
//
// Springenberg, Dosovitskiy, Brox, Riedmiller: Striving for Simplicity: The All Convolutional Net,
// 2015, arXiv 1412.6806, fig. 1. L is signed: > 0 where a brighter pixel would raise what speaks
// for the class, < 0 where a darker one would.
class GuidedBackprop final : public PixelGradientMethod {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"guided-backprop",
            "L = sum over channels of dS/dx, each ReLU handing back 1[x > 0] relu(G); signed",
            "fig. 1", "Springenberg et al. 2015, arXiv 1412.6806", kCost};
  }

  [[nodiscard]] bool changes_relus() const override { return true; }

  [[nodiscard]] Conventions conventions(const CamOptions& /*options*/) const override {
    return {{"relu_backward", "1[x > 0] relu(G)"},
            {"channels", "sum, signed"},
            {"shown", "-q to q, q the 99 % quantile of |L| over the clip"}};
  }

  [[nodiscard]] Maps explain(const Evidence& evidence,
                             const CamOptions& /*options*/) const override {
    return {pixel_gradient(evidence, ReluRule::Guided).sum(1), {}, Shown::Signed};
  }
};

}  // namespace vidcam
