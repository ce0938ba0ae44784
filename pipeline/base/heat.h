#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace vidcam {

// The map L of an explanation, t x h x w float32, row-major, not normalised: at the layer's
// resolution (after the map's own ReLU where it has one), or, of methods that explain pixels, on
// the grid of the model's input. An image's map has t = 1.
struct Heat {
  int t = 0;
  int h = 0;
  int w = 0;
  std::vector<float> values;  // t * h * w
  // What is shown as 0 and as 1: the range that `--normalize` chose (clip, video). low == high: a
  // flat map, shown as 0.
  float low = 0;
  float high = 0;
  bool is_signed = false;  // 0 is the middle of what is shown (low = -high), no evidence either way

  [[nodiscard]] size_t size() const {
    return static_cast<size_t>(t) * static_cast<size_t>(h) * static_cast<size_t>(w);
  }
};

}  // namespace vidcam
