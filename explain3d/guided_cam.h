#pragma once

#include <ATen/TensorOperators.h>

#include "explain3d/guided_backprop.h"

namespace vidcam {

// A class activation map times guided backpropagation: what both guided Grad-CAMs are.
template <class Cam>
class GuidedCam : public PixelGradientMethod {
 public:
  [[nodiscard]] bool assumes_piecewise_linear() const override {
    return Cam().assumes_piecewise_linear();
  }

  [[nodiscard]] bool explains_a_layer() const override { return true; }
  // Signed: such maps have no common range to be laid in.
  [[nodiscard]] bool can_be_fused() const override { return false; }
  [[nodiscard]] bool changes_relus() const override { return true; }

  [[nodiscard]] Conventions conventions(const CamOptions& options) const override {
    Conventions all = GuidedBackprop().conventions(options);
    all.emplace_back("map", "upsampled, then min-max over the clip");
    return all;
  }

  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override {
    CamOptions plain = options;
    plain.rectify = true;
    const Maps cam = Cam().explain(evidence, plain);
    const Maps guided = GuidedBackprop().explain(evidence, options);
    const InputSize size{guided.L.size(1), guided.L.size(2), guided.L.size(3)};
    return {unit_map(cam.L, size) * guided.L, cam.alpha_condition, guided.shown};
  }
};

}  // namespace vidcam
