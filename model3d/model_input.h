#pragma once

#include <ATen/core/Tensor.h>

#include <utility>
#include <vector>

namespace vidcam::detail {

// All that one run of a model takes.
struct ModelInput {
  // NOLINTNEXTLINE(google-explicit-constructor): most models take nothing else
  ModelInput(at::Tensor pixels, std::vector<at::Tensor> more = {})
      : clips(std::move(pixels)), further(std::move(more)) {}

  at::Tensor clips;                 // [N, 3, T, H, W] or [N, 3, H, W]
  std::vector<at::Tensor> further;  // [1, ...], the same for every clip
};

}  // namespace vidcam::detail
