#include "eval/region.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace vidcam {
namespace {

// The first pixel of an axis of `size`, beginning at `origin`, whose centre does not lie before
// `edge`.
size_t first_from(double edge, int origin, int size) {
  return static_cast<size_t>(
      std::clamp(std::ceil(edge - 0.5) - origin, 0.0, static_cast<double>(size)));
}

void fill(const Grid& grid, const Box& box, std::span<uint8_t> plane) {
  const size_t x0 = first_from(box.x0, grid.x, grid.width);
  const size_t x1 = first_from(box.x1, grid.x, grid.width);
  const size_t y0 = first_from(box.y0, grid.y, grid.height);
  const size_t y1 = first_from(box.y1, grid.y, grid.height);
  for (size_t y = y0; y < y1 && x0 < x1; ++y)
    std::ranges::fill(plane.subspan(y * static_cast<size_t>(grid.width) + x0, x1 - x0), uint8_t{1});
}

}  // namespace

Region region_of_boxes(const Grid& grid, std::span<const std::vector<Box>> boxes) {
  if (boxes.size() != static_cast<size_t>(grid.frames))
    throw std::invalid_argument("region: boxes of " + std::to_string(boxes.size()) +
                                " frames for a map of " + std::to_string(grid.frames));
  Region region(grid.size(), 0);
  for (size_t f = 0; f < boxes.size(); ++f) {
    const auto plane = std::span(region).subspan(f * grid.plane(), grid.plane());
    for (const Box& box : boxes[f]) fill(grid, box, plane);
  }
  return region;
}

Region region_of_mask(const Grid& grid, std::span<const uint8_t> mask, int display_width,
                      int display_height) {
  const auto w = static_cast<size_t>(display_width), h = static_cast<size_t>(display_height);
  if (mask.size() != w * h || grid.x + grid.width > display_width ||
      grid.y + grid.height > display_height)
    throw std::invalid_argument("region: the mask has not the size of the picture");
  Region region;
  region.reserve(grid.size());
  for (int f = 0; f < grid.frames; ++f)
    for (int y = grid.y; y < grid.y + grid.height; ++y)
      for (int x = grid.x; x < grid.x + grid.width; ++x)
        region.push_back(mask[static_cast<size_t>(y) * w + static_cast<size_t>(x)] != 0);
  return region;
}

void detail::check_region(const char* metric, size_t values, size_t region) {
  if (values != region)
    throw std::invalid_argument(std::string(metric) + ": the region has not the size of the map");
}

}  // namespace vidcam
