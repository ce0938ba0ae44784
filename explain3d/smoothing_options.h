#pragma once

#include <cstdint>

namespace vidcam {

// The mean of a method's maps over noisy copies of the input, as SmoothGrad does for saliency.
struct SmoothingOptions {
  int samples = 0;      // noisy copies; 0: the map of the input itself
  double noise = 0.15;  // standard deviation, as a share of the range of the clip's values
  uint64_t seed = 1;
};

}  // namespace vidcam
