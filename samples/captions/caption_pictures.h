#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "samples/scenes/still_scene.h"

namespace vidcam::samples {

struct CaptionedPictures {
  std::vector<StillScene> scenes;
  at::Tensor pictures;  // [N, 3, S, S] float32 in [0, 1], S = CaptionNet::kSide
  at::Tensor tokens;    // int64 [N, kCaptionTokens]
};

// Scenes first_seed, first_seed + 1 ...
[[nodiscard]] CaptionedPictures draw_captioned(uint64_t first_seed, int count);

// [N, S, S]: 1 where a pixel's centre lies in the thing's box, else 0.
[[nodiscard]] at::Tensor box_masks(const std::vector<StillScene>& scenes, size_t thing);

// As the model wants them.
[[nodiscard]] at::Tensor normalised_pictures(const at::Tensor& pictures);

}  // namespace vidcam::samples
