#pragma once

#include "explain3d/gradcam_pp_alpha.h"

// The forms of alpha that peers have in place of eq 19, so that their numbers can be had.
namespace vidcam {

// 1 / alpha where eps is added to the denominator of eq 19, g^2 / (2 g^2 + s_k g^3 + eps):
// 2 + s_k g + eps / g^2. Infinite where g = 0.
[[nodiscard]] inline at::Tensor below_with_epsilon(const Evidence& evidence, Pool pool,
                                                   double epsilon) {
  return below_of_eq19(evidence, pool) + epsilon / evidence.g.square();
}

// The authors' video script, with E = exp(S) and G_k = sum_p E g^3 where eq 19 has s_k:
//
//   alpha_p = E g^2 / (2 E g^2 + E g^3 G_k) / sum_p' alpha_p' [g_p' > 0] = 1 / below
//   w_k     = sum_p alpha_p relu(E g_p)
//
// A sum of 0 is taken as 1. adityac94/Grad_CAM_plus_plus, Videos/test_model.py. S is the score that
// was differentiated, a probability there.
[[nodiscard]] inline Maps gradcam_pp_by_authors_code(const Evidence& evidence,
                                                     const CamOptions& options) {
  const at::Tensor& g = evidence.g;
  const at::Tensor E = evidence.model().scores().to(g.options()).exp().view({-1, 1, 1, 1, 1});
  const at::Tensor G = sum_over_positions(E * g * g * g, options.pool);
  const at::Tensor below = 2 + g * G;
  const at::Tensor alpha = below.reciprocal().masked_fill_((below == 0).logical_or_(g == 0), 0);
  const at::Tensor sum = sum_over_positions(alpha.masked_fill(g <= 0, 0), options.pool);
  return gradcam_pp_map(evidence.A, below * sum.masked_fill(sum == 0, 1), E * g.relu(), options);
}

}  // namespace vidcam
