#pragma once

#include <optional>
#include <span>
#include <vector>

#include "pipeline/base/clip.h"
#include "pipeline/base/heat.h"

namespace vidcam {

// Half-open: covers the pixels whose centre lies in [x0, x1) x [y0, y1). In pixels of the picture
// as shown, (0, 0) its top left corner; whole numbers are a range of pixel indices.
struct Box {
  double x0 = 0;
  double y0 = 0;
  double x1 = 0;
  double y1 = 0;
};

struct EnergyInBox {
  double energy = 0;  // share of the heat inside the boxes, 0..1
  double area = 0;    // share of the pixels inside the boxes: the energy of an even map
};

// Energy in box: how much of an explanation lies on the object,
//
//   energy = sum_{p in boxes} L_p / sum_p L_p
//
// with L upsampled linearly (half-pixel) to the picture's own size. Wang et al.: Score-CAM, CVPR
// workshops 2020, arXiv 1910.01279, section 4.3 ("energy-based pointing game"); there for one box
// of an image, here for the union of the boxes of each frame, over the frames of a clip together.
//
// heat: L >= 0 as it is, not normalised (taking its smallest value off would sharpen every map).
// spec: the geometry of the clip it belongs to; only the pixels that the model saw
// are counted. boxes[f]: those of the clip's source frame f, at most spec.span() of them. Nothing
// where there is no heat. Throws std::invalid_argument for a heat without its values or more frames
// than the clip spans.
[[nodiscard]] std::optional<EnergyInBox> energy_in_box(const Heat& heat, const ClipSpec& spec,
                                                       int display_width, int display_height,
                                                       std::span<const std::vector<Box>> boxes);

}  // namespace vidcam
