#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

namespace vidcam::detail {

// What is computed of x is recorded for a gradient.
inline bool on_tape(const at::Tensor& x) { return x.requires_grad() && at::GradMode::is_enabled(); }

// Clips and pictures, and the weights of their convolutions, with the channels last in memory; any
// other tensor as it is.
inline at::Tensor channels_last(const at::Tensor& x) {
  if (x.dim() == 5) return x.contiguous(at::MemoryFormat::ChannelsLast3d);
  if (x.dim() == 4) return x.contiguous(at::MemoryFormat::ChannelsLast);
  return x;
}

}  // namespace vidcam::detail
