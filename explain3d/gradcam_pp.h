#pragma once

#include "explain3d/explainer.h"
#include "explain3d/gradcam_pp_alpha.h"
#include "explain3d/gradcam_pp_forms.h"

namespace vidcam {

// Grad-CAM++.
//
//   alpha_p = g^2 / (2 g^2 + s_k g^3)     eq 19, s_k = sum_p A^k
//   w_k     = sum_p alpha_p relu(g_p)     eq 5
//   L       = relu(sum_k w_k A^k)         eq 20
//
//   A^k  activation of channel k at the tapped layer      p  position (t, i, j)
//   g    dS/dA^k, S the score of the class explained      w_k  how much channel k matters to it
//
// Chattopadhay, Sarkar, Howlader, Balasubramanian: Grad-CAM++: Generalized Gradient-based Visual
// Explanations for Deep Convolutional Networks, WACV 2018, arXiv 1710.11063. See
// [Note: alpha without eps].
//
// The paper prints 2D; over a clip p runs over T, H and W alike. Pool::PerStep: s_k and w_k for
// each time step on its own.
class GradCamPlusPlus final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"gradcam++",
            "alpha = g^2 / (2 g^2 + s_k g^3), s_k = sum_p A ; w_k = sum_p alpha relu(g) ; "
            "L = relu(sum_k w_k A^k)",
            "eq 5, 19, 20", "Chattopadhay et al. 2018, arXiv 1710.11063", ""};
  }

  [[nodiscard]] bool assumes_piecewise_linear() const override { return true; }  // eq 16-19

  static constexpr double kEpsilon = 1e-6;  // of AlphaForm::Epsilon

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    if (options.alpha == AlphaForm::AuthorsCode)
      return gradcam_pp_by_authors_code(evidence, options);
    const at::Tensor below = options.alpha == AlphaForm::Epsilon
                                 ? below_with_epsilon(evidence, options.pool, kEpsilon)
                                 : below_of_eq19(evidence, options.pool);
    return gradcam_pp_map(evidence.A, below, evidence.g.relu(), options);
  }
};

}  // namespace vidcam
