#pragma once

#include <torch/custom_class.h>

#include <mutex>

#include "model3d/constant_conv.h"

namespace vidcam::detail {

// A convolution on the CPU whose weights are brought into oneDNN's own order once, for the size of
// the first input, and not for every call; what it computes is the same to the bit. Where its input
// has another size, lies on an autograd tape or has no batch axis it is the plain one. Thread-safe.
class PackedConv : public torch::CustomClassHolder {
 public:
  explicit PackedConv(ConstantConv conv) : conv_(std::move(conv)) {}

  // x: [N, C, T, H, W] or [N, C, H, W], of the weights' type.
  [[nodiscard]] at::Tensor run(const at::Tensor& x);

 private:
  // Undefined where it is not to be used for x.
  [[nodiscard]] at::Tensor packed_for(const at::Tensor& x);

  ConstantConv conv_;
  std::mutex lock_;
  std::vector<int64_t> size_;  // that the weights were packed for, but for the batch
  at::Tensor packed_;          // in oneDNN's order
};

// oneDNN is there, and multiplies this type.
[[nodiscard]] bool can_be_packed(const ConstantConv& conv);

}  // namespace vidcam::detail
