#pragma once

#include <limits>

#include "explain3d/cam_sums.h"
#include "explain3d/explainer.h"

namespace vidcam {

// [Note: alpha without eps] Where g != 0, eq 19 of Grad-CAM++,
//
//   alpha_p = g^2 / (2 g^2 + s_k g^3),   s_k = sum_p A^k,
//
// is exactly 1 / (2 + s_k g), and where g = 0 what it weighs is 0. So no eps is needed, g^3 cannot
// underflow, and the paper's factor exp(S), which cancels in alpha and scales all w_k alike, is
// left out. With A >= 0 the denominator is at least 2 wherever g > 0. A layer tapped before its
// ReLU, or g < 0, can bring it near 0, where the map hangs on single cells: only an exact 0 gives
// alpha = 0, and alpha_condition says how near it came.

// L = relu(sum_k w_k A^k) with w_k = sum_p d_p / below_p; both [N, C, T, H, W]: below = 1 / alpha,
// d what alpha weighs (g or relu(g)). alpha_condition: the smallest |below| where d != 0.
[[nodiscard]] inline Maps gradcam_pp_map(const at::Tensor& A, const at::Tensor& below,
                                         const at::Tensor& d, const CamOptions& options) {
  constexpr double kNone = std::numeric_limits<double>::infinity();
  // 0 where `below` is: filled before, not behind, so that a tape (taped_map.h) sees no 1 / 0.
  const at::Tensor alpha = below.masked_fill(below == 0, kNone).reciprocal();
  const at::Tensor smallest = below.detach().abs().masked_fill(d == 0, kNone).amin({1, 2, 3, 4});
  Maps maps = weighted_map(sum_over_positions(alpha * d, options.pool), A, options.rectify);
  maps.alpha_condition =
      smallest.masked_fill(smallest == kNone, std::numeric_limits<double>::quiet_NaN());
  return maps;
}

// 1 / alpha of eq 19: 2 + s_k g.
[[nodiscard]] inline at::Tensor below_of_eq19(const Evidence& evidence, Pool pool) {
  return sum_over_positions(evidence.A, pool) * evidence.g + 2;
}

}  // namespace vidcam
