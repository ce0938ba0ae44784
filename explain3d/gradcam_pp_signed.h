#pragma once

#include "explain3d/explainer.h"
#include "explain3d/gradcam_pp_alpha.h"

namespace vidcam {

// Grad-CAM++ without the ReLU on the gradient: channels that speak against the class count, too.
//
//   alpha_p = g^2 / (2 g^2 + s_k g^3)     eq 19, s_k = sum_p A^k
//   w_k     = sum_p alpha_p g_p           eq 29
//   L       = relu(sum_k w_k A^k)         eq 30
//
//   A^k  activation of channel k at the tapped layer      p  position (t, i, j)
//   g    dS/dA^k, S the score of the class explained      w_k  how much channel k matters to it
//
// Chattopadhay, Sarkar, Howlader, Balasubramanian: Grad-CAM++, WACV 2018, arXiv 1710.11063. See
// [Note: alpha without eps]. Where g < 0 the denominator 2 + s_k g falls below 2 even behind a
// ReLU, so alpha_condition speaks for all positions with g != 0.
class GradCamPlusPlusSigned final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"gradcam++-signed",
            "alpha = g^2 / (2 g^2 + s_k g^3), s_k = sum_p A ; w_k = sum_p alpha g ; "
            "L = relu(sum_k w_k A^k)",
            "eq 19, 29-30", "Chattopadhay et al. 2018, arXiv 1710.11063", ""};
  }

  [[nodiscard]] bool assumes_piecewise_linear() const override { return true; }  // eq 16-19

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    return gradcam_pp_map(evidence.A, below_of_eq19(evidence, options.pool), evidence.g, options);
  }
};

}  // namespace vidcam
