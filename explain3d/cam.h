#pragma once

#include "explain3d/explainer.h"

namespace vidcam {

// CAM, for models whose head is global average pooling and one linear layer.
//
//   L = sum_k w_k A^k      eq 2, no ReLU
//
//   A^k  activation of channel k at the tapped layer      p  position (t, i, j), Z of them
//   w_k  the linear layer's weight of channel k for the class explained
//
// Such a head makes S = sum_k w_k (1/Z) sum_p A^k_p + bias, so that w_k = Z g with g = dS/dA^k the
// same at every position: the weight is read off the gradient, wherever the model keeps it, and
// pooling it over a volume or over each step is one thing. A head of another kind is an Error: one
// whose g varies over p by more than kConstant of the clip's largest |g|. (A head that pools and
// then is not linear passes; w_k is then its slope at this clip.)
//
// Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning Deep Features for Discriminative Localization,
// CVPR 2016, arXiv 1512.04150. The paper prints 2D; over a clip p runs over T, H and W alike.
class Cam final : public Explainer {
 public:
  // How far g may vary, for rounding: pooling hands every position the same number.
  static constexpr double kConstant = 1e-5;

  [[nodiscard]] MethodInfo info() const override {
    return {"cam", "w_k = Z g, g the same at every p ; L = sum_k w_k A^k", "eq 2",
            "Zhou et al. 2016, arXiv 1512.04150", ""};
  }

  [[nodiscard]] bool ends_in_relu() const override { return false; }

  // Throws Error (Unusable): the head is not average pooling and a linear layer.
  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override;
};

}  // namespace vidcam
