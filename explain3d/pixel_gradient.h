#pragma once

#include "explain3d/evidence.h"
#include "explain3d/explainer.h"

// What the methods that explain pixels by a gradient share: the gradient of the score to the
// model's input costs one more forward and backward pass, through the whole model.
namespace vidcam {

// dS/dx, [N, 3, T, H, W], each ReLU handing back its gradient by `rule`.
[[nodiscard]] inline at::Tensor pixel_gradient(const Evidence& evidence, ReluRule rule) {
  return as_maps(evidence.model().input_gradient(rule));
}

class PixelGradientMethod : public Explainer {
 public:
  [[nodiscard]] bool explains_a_layer() const override { return false; }
  [[nodiscard]] int64_t further_clips(const Evidence& evidence,
                                      const CamOptions& /*options*/) const override {
    return evidence.A.size(0);
  }

 protected:
  static constexpr const char* kCost = "a forward and a backward pass through the whole model";
};

}  // namespace vidcam
