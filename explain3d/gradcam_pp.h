#pragma once

#include <limits>

#include "explain3d/cam_sums.h"
#include "explain3d/explainer.h"

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
// Explanations for Deep Convolutional Networks, WACV 2018, arXiv 1710.11063.
//
// [Note: alpha without eps] Where g != 0, eq 19 is exactly 1 / (2 + s_k g), and where g = 0 its
// weight relu(g) is 0. So no eps is needed, g^3 cannot underflow, and the paper's factor exp(S),
// which cancels in alpha and scales all w_k alike, is left out. With A >= 0 the denominator is at
// least 2 wherever relu(g) > 0. A layer tapped before its ReLU can bring it near 0, where the map
// hangs on single cells: only an exact 0 gives alpha = 0, and alpha_condition says how near it
// came.
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

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    const at::Tensor &A = evidence.A, &g = evidence.g;
    const at::Tensor s = sum_over_positions(A, options.pool);
    const at::Tensor denominator = s * g + 2;
    const at::Tensor alpha = denominator.reciprocal().masked_fill_(denominator == 0, 0);
    const at::Tensor w = sum_over_positions(alpha * g.relu(), options.pool);
    return {weighted_map(w, A), smallest_used(denominator, g)};
  }

 private:
  // min over the positions with relu(g) > 0, [N]; NaN where there is none.
  static at::Tensor smallest_used(const at::Tensor& denominator, const at::Tensor& g) {
    constexpr double kNone = std::numeric_limits<double>::infinity();
    const at::Tensor smallest = denominator.abs().masked_fill_(g <= 0, kNone).amin({1, 2, 3, 4});
    return smallest.masked_fill(smallest == kNone, std::numeric_limits<double>::quiet_NaN());
  }
};

}  // namespace vidcam
