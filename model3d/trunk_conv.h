#pragma once

#include <torch/custom_class.h>

#include <memory>
#include <mutex>
#include <utility>

#include "model3d/constant_conv.h"

namespace vidcam::detail {

// A convolution before the tap, prepared once for the CPU. What graphs hold. Thread-safe.
class TrunkConv : public torch::CustomClassHolder {
 public:
  // x: [N, C, T, H, W] or [N, C, H, W], of the weights' type.
  [[nodiscard]] virtual at::Tensor run(const at::Tensor& x) = 0;
};

// What follows a convolution in the same step: a ReLU, 3D max pooling, or both.
struct PooledAfter {
  at::IntArrayRef kernel, stride, padding;
  bool relu = false;
};

// One clip at a time: what a convolution gives for a batch can take hundreds of megabytes, what is
// left of it an eighth.
[[nodiscard]] at::Tensor run_and_pool(TrunkConv& conv, const at::Tensor& x,
                                      const PooledAfter& pooled);

// The weights are brought into oneDNN's own order once, for the size of the first input, and not
// for every call; what it computes is the same. Where its input has another size, lies on an
// autograd tape or has no batch axis it is the plain one.
class PackedConv : public TrunkConv {
 public:
  explicit PackedConv(ConstantConv conv) : conv_(std::move(conv)) {}
  // oneDNN is there, and multiplies this type.
  [[nodiscard]] static bool takes(const ConstantConv& conv);

  [[nodiscard]] at::Tensor run(const at::Tensor& x) override;

 private:
  // Undefined where it is not to be used for x.
  [[nodiscard]] at::Tensor packed_for(const at::Tensor& x);

  ConstantConv conv_;
  std::mutex lock_;
  std::vector<int64_t> size_;  // that the weights were packed for, but for the batch
  at::Tensor packed_;          // in oneDNN's order
};

}  // namespace vidcam::detail
