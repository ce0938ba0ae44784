#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace vidcam {

struct EnergyInBox {
  double energy = 0;  // share of the heat inside the region, 0..1
  double area = 0;    // share of the positions inside the region: the energy of an even map
};

// Energy in box: how much of an explanation lies on the object,
//
//   energy = sum_{p in region} L_p / sum_p L_p
//
// Wang et al.: Score-CAM, CVPR workshops 2020, arXiv 1910.01279, section 4.3 ("energy-based
// pointing game"); there for one box of an image, here for any region (region.h) over the frames of
// a clip together.
//
// L: the full-resolution map (full_heat.h), >= 0, as it is: taking its smallest value off would
// sharpen every map. Nothing where there is no heat. Throws std::invalid_argument where the sizes
// differ.
[[nodiscard]] std::optional<EnergyInBox> energy_in_box(std::span<const float> L,
                                                       std::span<const uint8_t> region);

}  // namespace vidcam
