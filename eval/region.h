#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "eval/full_heat.h"
#include "pipeline/base/box.h"

namespace vidcam {

// Where the object is: 1 there, 0 elsewhere, one byte a position of a grid. Boxes and pixel masks
// become the same thing, so every measure of localisation takes a region.
using Region = std::vector<uint8_t>;

// The union of the boxes of each frame: boxes[f] are those of the grid's frame f, in pixels of the
// picture as shown; what lies outside the grid is cut off. Overlaps count once. Throws
// std::invalid_argument unless there is one entry a frame.
[[nodiscard]] Region region_of_boxes(const Grid& grid, std::span<const std::vector<Box>> boxes);

// A mask of the whole picture (display_width x display_height bytes, row-major, anything but 0 is
// the object) in every frame of the grid. Throws std::invalid_argument where the sizes do not
// agree.
[[nodiscard]] Region region_of_mask(const Grid& grid, std::span<const uint8_t> mask,
                                    int display_width, int display_height);

namespace detail {
// Throws std::invalid_argument naming the metric unless there is one entry of the region a value.
void check_region(const char* metric, size_t values, size_t region);
}  // namespace detail

}  // namespace vidcam
