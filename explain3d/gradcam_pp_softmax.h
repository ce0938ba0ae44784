#pragma once

#include "explain3d/explainer.h"

namespace vidcam {

// Grad-CAM++ of the softmax probability itself.
//
//   Y'   = Y (g^c - sum_k Y^k g^k)                                              eq 22
//   Y''  = Y' (g^c - sum_k Y^k g^k) - Y sum_k Y^k' g^k                          eq 23
//   Y''' = Y'' (g^c - sum_k Y^k g^k) - 2 Y' sum_k Y^k' g^k - Y sum_k Y^k'' g^k  eq 24
//   alpha_p = Y'' / (2 Y'' + s_K Y''')   eq 10, s_K = sum_p A^K
//   w_K     = sum_p alpha_p relu(Y')     eq 5
//   L       = relu(sum_K w_K A^K)        eq 20
//
//   Y^k  probability of class k, Y that of the class c explained      eq 21
//   A^K  activation of channel K at the tapped layer                  p  position (t, i, j)
//   g^k  d logit_k / dA;  ', '', ''' derivatives by A^K_p             (the paper has k for both)
//
// Chattopadhay, Sarkar, Howlader, Balasubramanian: Grad-CAM++, WACV 2018, arXiv 1710.11063. Like eq
// 16-19 it is derived for logits that are piecewise linear in A.
//
// [Note: moments of the softmax] With b_k = g^k - g^c and e_j = sum_k Y^k b_k^j, 1/Y is
// sum_k exp(S^k - S^c) with the derivatives e_1/Y, e_2/Y, e_3/Y, and eq 22-24 come to
//
//   Y' / Y = -e_1,   Y'' / Y = 2 e_1^2 - e_2,   Y''' / Y = -6 e_1^3 + 6 e_1 e_2 - e_3
//
// without the cancellation of eq 22-24 where the model is sure (Y^c near 1). Y and r, the
// probability of all other classes together, are left out of Y': they scale all w_K alike.
// Gradients are taken relative to the clip's largest, so that no cube underflows.
//
// Every class needs a gradient of its own: one backward pass from the scores to the layer for each,
// as many as the clip of a batch with the most needs. Classes are taken in the order of their
// probability; those left out have together at most CamOptions::softmax_bound of r, by default as
// little as float32 rounds off.
// Pool::PerStep: s_K and w_K for each time step on its own.
class GradCamPlusPlusSoftmax final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"gradcam++-softmax",
            "alpha = Y'' / (2 Y'' + s_k Y'''), Y the softmax probability ; "
            "w_k = sum_p alpha relu(Y') ; L = relu(sum_k w_k A^k)",
            "eq 5, 10, 20-24", "Chattopadhay et al. 2018, arXiv 1710.11063",
            "a backward pass from the scores to the layer for each class, likeliest first, until "
            "the rest has no weight (--softmax-bound)"};
  }

  [[nodiscard]] bool assumes_piecewise_linear() const override { return true; }
  [[nodiscard]] bool explains_the_score() const override { return false; }
  [[nodiscard]] Conventions conventions(const CamOptions& options) const override;
  [[nodiscard]] int64_t further_clips(const Evidence& evidence,
                                      const CamOptions& options) const override;
  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override;
};

}  // namespace vidcam
