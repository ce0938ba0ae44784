#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "samples/scenes/still_scene.h"

namespace vidcam::samples {

struct ScenePictures {
  std::vector<StillScene> scenes;
  at::Tensor pictures;  // [N, 3, side, side] float32 in [0, 1]
};

// Scenes first_seed, first_seed + 1 ...
[[nodiscard]] ScenePictures draw_scenes(uint64_t first_seed, int count, int side);

// [N, side, side]: 1 where a pixel's centre lies in the thing's box, else 0.
[[nodiscard]] at::Tensor box_masks(const std::vector<StillScene>& scenes, size_t thing, int side);

}  // namespace vidcam::samples
