#pragma once

#include "explain3d/explainer.h"

namespace vidcam {

// Score-CAM: what the model says of the clip when it sees no more than a channel shows.
//
//   H_k = (U_k - min U_k) / (max U_k - min U_k)   U_k = A^k upsampled to the input
//   S_k = f(X . H_k) - f(X_b)                     f the score of the class explained
//   w_k = exp(S_k) / sum_j exp(S_j)               algorithm 1
//   L   = relu(sum_k w_k A^k)
//
//   A^k  activation of channel k at the tapped layer      X    the normalised input
//   H_k  its mask, 0..1, over all channels of the input   X_b  the baseline
//
// Wang, Wang, Du, Yang, Zhang, Ding, Mardziel, Hu: Score-CAM: Score-Weighted Visual Explanations
// for Convolutional Neural Networks, CVPR Workshops 2020, arXiv 1910.01279.
//
// X . H_k is taken where the model reads it, on the normalised input: where the mask is 0 the model
// sees the card's mean colour. f(X_b) is the same for all k and cancels in w_k, so no baseline has
// to be chosen. (The authors' code has no softmax over the channels and weighs by the class
// probability instead.) A channel that is the same everywhere has no mask: it is left out, as in
// that code. --score says what f is; the paper's is the logit. Gradients play no part.
// The paper prints 2D; over a clip U_k is A^k upsampled over T, H and W alike (trilinear,
// half-pixel), its range is the clip's, and there is one w_k for the whole volume.
class ScoreCam final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"scorecam",
            "w_k = softmax over k of the score of input . mask_k, mask_k = A^k upsampled, 0..1 ; "
            "L = relu(sum_k w_k A^k)",
            "algorithm 1", "Wang et al. 2020, arXiv 1910.01279",
            "a forward pass of the model for each channel of the layer that is not constant"};
  }

  [[nodiscard]] Conventions conventions(const CamOptions& options) const override;
  [[nodiscard]] int64_t further_clips(const Evidence& evidence,
                                      const CamOptions& options) const override;
  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override;
};

}  // namespace vidcam
