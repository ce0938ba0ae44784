#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "samples/scenes/shapes.h"

namespace vidcam::samples {

struct ClipChoice {
  uint64_t seed = 0;
  Action action = Action::Left;
  int frames = kMostFrames;  // of the scene
  int first_frame = 0;       // of the clip
  bool still = false;        // sixteen times the first frame
};

// Draws clips: [N, 3, T, H, W] float32 in [0, 1], the size of ActionNet's input, before
// normalisation.
[[nodiscard]] at::Tensor draw_clips(const std::vector<ClipChoice>& choices);

// As the model wants it.
[[nodiscard]] at::Tensor normalised(const at::Tensor& clips);

}  // namespace vidcam::samples
