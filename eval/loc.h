#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace vidcam {

// Loc(delta): how well a thresholded map covers the object,
//
//   Loc = |on and inside| / (|inside| + |on and outside|),   on: L > delta
//
// Chattopadhay et al.: Grad-CAM++, WACV 2018, arXiv 1710.11063, section 4.3 and table 3. Its
// "intensities above delta are set to 1" also sets the rest to 0: otherwise delta would do nothing.
// It is the intersection over union of the two sets, and so, with a pixel mask as region, the
// measure of a segmentation seed (Selvaraju et al.: Grad-CAM, ICCV 2017, section 4.2), too.
//
// L: the full-resolution map (full_heat.h), min-max normalised for delta in 0..1. region: the union
// of the boxes, or a mask (region.h); over the frames of a clip together. 0..1; 0 for a map that is
// nowhere on. Nothing where the region is empty. Throws std::invalid_argument where the sizes
// differ.
[[nodiscard]] std::optional<double> loc(std::span<const float> L, std::span<const uint8_t> region,
                                        double delta);

}  // namespace vidcam
