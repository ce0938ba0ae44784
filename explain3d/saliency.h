#pragma once

#include "explain3d/pixel_gradient.h"

namespace vidcam {

// Saliency: the size of the score's gradient at each pixel.
//
//   L_p = max_c |dS/dx_cp|
//
//   x  the model's input (normalised)      p  pixel (t, i, j), c its colour channel
//   S  the score of the class explained
//
// Simonyan, Vedaldi, Zisserman: Deep Inside Convolutional Networks: Visualising Image
// Classification Models and Saliency Maps, 2014, arXiv 1312.6034, sec. 3.1. Shown from 0 to the
// 99 % quantile over the clip.
class Saliency final : public PixelGradientMethod {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"saliency", "L = max over channels of |dS/dx|", "sec. 3.1",
            "Simonyan et al. 2014, arXiv 1312.6034", kCost};
  }

  [[nodiscard]] Conventions conventions(const CamOptions& /*options*/) const override {
    return {{"channels", "max of |dS/dx|"}, {"shown", "0 to the 99 % quantile over the clip"}};
  }

  [[nodiscard]] Maps explain(const Evidence& evidence,
                             const CamOptions& /*options*/) const override {
    return {pixel_gradient(evidence, ReluRule::Plain).abs().amax(1), {}, Shown::Clipped};
  }
};

}  // namespace vidcam
