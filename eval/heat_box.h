#pragma once

#include <optional>

#include "eval/full_heat.h"
#include "pipeline/base/box.h"

namespace vidcam {

// The box that a map draws around an object: the tight box of the largest connected part of
// L >= share * max L. Selvaraju et al.: Grad-CAM, ICCV 2017, arXiv 1610.02391, section 4.1 (share
// 0.15); Zhou et al.: CAM, CVPR 2016, arXiv 1512.04150, section 3.2 (share 0.2).
//
// Pixels are connected with all eight around them; of parts of one size the first from the top
// counts. heat: as it is, not normalised; the maximum is that of all its frames, the box that of
// one frame, in pixels of the picture as shown (whole numbers, half-open). Nothing where the heat
// is 0 everywhere or nowhere strong enough in this frame. Throws std::invalid_argument for a share
// outside (0, 1] or a frame that is not there.
[[nodiscard]] std::optional<Box> heat_box(const FullHeat& heat, int frame = 0, double share = 0.15);

}  // namespace vidcam
