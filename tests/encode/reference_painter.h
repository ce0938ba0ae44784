#pragma once

#include <vector>

#include "encode/painter.h"

namespace vidcam::testing {

// What Painter should make of a frame, written down independently: one double loop over pixels in
// display orientation, in double precision, straight from the definitions (half-pixel positions,
// blends). values[plane][y][x], not rounded.
struct Expected {
  std::vector<std::vector<std::vector<double>>> values;
  // The level 0..255 that each value was made with, not rounded; -1 outside of the crop.
  std::vector<std::vector<std::vector<double>>> levels;
};

// window: what the model saw of the shown picture, in pixels: [left, right) x [top, bottom).
struct Window {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

[[nodiscard]] Expected reference_paint(const Frame& frame, const StreamInfo& info,
                                       const Window& window, const Painter::FrameHeat& heat,
                                       const PaintOptions& options);

}  // namespace vidcam::testing
