#pragma once

#include "explain3d/gradcam.h"
#include "explain3d/guided_cam.h"

namespace vidcam {

// Guided Grad-CAM: which pixels, and only where the class is.
//
//   L_p = U_p R_p
//
//   U  Grad-CAM's map (eq 1-2) upsampled to the model's input, each clip's from 0 to 1
//   R  guided backpropagation, summed over the channels; signed, and so is L
//
// Selvaraju et al. 2017, arXiv 1610.02391, sec. 3.2 (see gradcam.h).
class GuidedGradCam final : public GuidedCam<GradCam> {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"guided-gradcam", "L = upsampled min-max Grad-CAM * guided-backprop; signed",
            "eq 1-2, sec. 3.2", "Selvaraju et al. 2017, arXiv 1610.02391", kCost};
  }
};

}  // namespace vidcam
