#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vidcam::samples {

// Drawn crossings, seeds first_seed, first_seed + 1 ..., the ways in turn, at the size of
// MemoryNet's input. T = kCrossingSteps.
struct CrossingClips {
  at::Tensor pictures;  // [N, 3, T, H, W] in [0, 1]
  at::Tensor ways;      // [N] int64
  at::Tensor next;      // [N, T, H, W]: the moving shape's silhouette one step later
  at::Tensor places;    // [N, T] int64: the cell of the hidden state in which its middle is then
  at::Tensor boxes;     // [N, T, H, W]: 1 in the shape's box at each step itself
  at::Tensor dark;      // [N, T] bool
};
[[nodiscard]] CrossingClips draw_crossings(uint64_t first_seed, int count);

// As the model wants them.
[[nodiscard]] at::Tensor normalised_crossings(const at::Tensor& pictures);

}  // namespace vidcam::samples
