#pragma once

#include "explain3d/gradcam_pp.h"
#include "explain3d/guided_cam.h"

namespace vidcam {

// Guided Grad-CAM++.
//
//   L_p = U_p R_p
//
//   U  Grad-CAM++'s map (eq 5, 19, 20) upsampled to the model's input, each clip's from 0 to 1
//   R  guided backpropagation, summed over the channels; signed, and so is L
//
// Chattopadhay et al. 2018, arXiv 1710.11063 (see gradcam_pp.h).
class GuidedGradCamPlusPlus final : public GuidedCam<GradCamPlusPlus> {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"guided-gradcam++", "L = upsampled min-max Grad-CAM++ * guided-backprop; signed",
            "eq 5, 19, 20", "Chattopadhay et al. 2018, arXiv 1710.11063", kCost};
  }
};

}  // namespace vidcam
