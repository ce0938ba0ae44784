#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace vidcam {

// Mean heat inside a region over the mean heat outside of it; 1 for an even map. Selvaraju et al.:
// Grad-CAM, arXiv 1610.02391, section on captioning ("ratio of activation inside vs. outside").
//
// L: the full-resolution map (full_heat.h), >= 0, as it is; region: region.h; over the frames of a
// clip together. Nothing where there is no ratio: no position inside, none outside, or no heat
// outside. Throws std::invalid_argument where the sizes differ.
[[nodiscard]] std::optional<double> inside_outside_ratio(std::span<const float> L,
                                                         std::span<const uint8_t> region);

}  // namespace vidcam
