#pragma once

#include "explain3d/cam_sums.h"
#include "explain3d/explainer.h"

namespace vidcam {

// Grad-CAM.
//
//   w_k = (1/Z) sum_p g_p          eq 1
//   L   = relu(sum_k w_k A^k)      eq 2
//
//   A^k  activation of channel k at the tapped layer      p  position (t, i, j), Z of them
//   g    dS/dA^k, S the score of the class explained      w_k  how much channel k matters to it
//
// Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra: Grad-CAM: Visual Explanations from Deep
// Networks via Gradient-based Localization, ICCV 2017, arXiv 1610.02391. The paper prints 2D; over
// a clip p runs over T, H and W alike. Pool::PerStep: Z = H W, a w_k of its own for each time step.
class GradCam final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"gradcam", "w_k = (1/Z) sum_p g ; L = relu(sum_k w_k A^k)", "eq 1-2",
            "Selvaraju et al. 2017, arXiv 1610.02391", ""};
  }

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    const at::Tensor &A = evidence.A, &g = evidence.g;
    const at::Tensor w = sum_over_positions(g, options.pool) / position_count(g, options.pool);
    return weighted_map(w, A, options.rectify);
  }
};

}  // namespace vidcam
