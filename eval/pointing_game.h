#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "eval/full_heat.h"

namespace vidcam {

// One position of a grid; x and y count from the grid's own first pixel.
struct Position {
  int frame = 0;
  int y = 0;
  int x = 0;
  bool operator==(const Position&) const = default;
};

// Where the heat is strongest, of equals the first in the order of frames, rows, columns. Nothing
// for a flat map: it points nowhere.
[[nodiscard]] std::optional<Position> peak(const FullHeat& heat);

// Pointing game: does the strongest point of the map lie on the object? Zhang et al.: Top-down
// Neural Attention by Excitation Backprop, ECCV 2016, arXiv 1608.00507, section 4.1; hits / items
// is its accuracy. One point a clip: the object must be there in the frame of the peak.
//
// tolerance: a hit also counts this near to the region, in pixels of its frame, between centres;
// the paper has 15, 0 is strict. A flat map misses. Throws std::invalid_argument where the region
// has not the size of the grid.
[[nodiscard]] bool points_at(const FullHeat& heat, std::span<const uint8_t> region,
                             double tolerance = 0);

}  // namespace vidcam
