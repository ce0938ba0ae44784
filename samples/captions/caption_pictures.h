#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "samples/training/scene_pictures.h"

namespace vidcam::samples {

// Of CaptionNet::kSide.
struct CaptionedPictures : ScenePictures {
  at::Tensor tokens;  // int64 [N, kCaptionTokens]
};

// Scenes first_seed, first_seed + 1 ...
[[nodiscard]] CaptionedPictures draw_captioned(uint64_t first_seed, int count);

// As the model wants them.
[[nodiscard]] at::Tensor normalised_pictures(const at::Tensor& pictures);

}  // namespace vidcam::samples
