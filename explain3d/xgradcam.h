#pragma once

#include <limits>

#include "explain3d/cam_sums.h"
#include "explain3d/explainer.h"

namespace vidcam {

// XGrad-CAM.
//
//   w_k = sum_p (A^k_p / sum_p A^k) g_p
//   L   = relu(sum_k w_k A^k)
//
//   A^k  activation of channel k at the tapped layer      p  position (t, i, j)
//   g    dS/dA^k, S the score of the class explained      w_k  how much channel k matters to it
//
// Fu, Hu, Dong, Guo, Gao, Li: Axiom-based Grad-CAM: Towards Accurate Visualization and Explanation
// of CNNs, BMVC 2020, arXiv 2008.02312. Behind a ReLU sum_p A^k = 0 means that the channel is off
// everywhere, and its weight 0 / 0 is taken as 0; no epsilon otherwise. A layer tapped before its
// ReLU can bring the sum near 0, and the weight of such a channel is then worth nothing.
// The paper prints 2D; over a clip p runs over T, H and W alike. Pool::PerStep: both sums run over
// each time step on its own.
class XGradCam final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"xgradcam", "w_k = sum_p (A^k g) / sum_p A^k ; L = relu(sum_k w_k A^k)",
            "definition of XGrad-CAM", "Fu et al. 2020, arXiv 2008.02312", ""};
  }

  [[nodiscard]] Conventions conventions(const CamOptions& /*options*/) const override {
    return {{"channels_that_sum_to_0", "weight 0; no epsilon"}};
  }

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    const at::Tensor &A = evidence.A, &g = evidence.g;
    constexpr double kNoWeight = std::numeric_limits<double>::infinity();  // w_k = 0 where s_k is
    const at::Tensor s = sum_over_positions(A, options.pool);
    const at::Tensor w = sum_over_positions(A * g, options.pool) / s.masked_fill(s == 0, kNoWeight);
    return weighted_map(w, A, options.rectify);
  }
};

}  // namespace vidcam
