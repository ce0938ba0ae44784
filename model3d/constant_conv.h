#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/ir/ir.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace vidcam::detail {

// A convolution whose weights and numbers are all constants of the graph.
struct ConstantConv {
  at::Tensor weight;  // [out, in / groups, kT, kH, kW] or [out, in / groups, kH, kW]
  at::Tensor bias;    // [out] or undefined
  std::vector<int64_t> stride, padding, dilation;  // one for each axis of the kernel
  int64_t groups = 1;

  // What the model itself computes; x may have no batch axis.
  [[nodiscard]] at::Tensor operator()(const at::Tensor& x) const;
  // x is a batch that it can be computed of: not empty, of the weights' type and channels, and no
  // smaller than the kernel. LibTorch says of any other what is wrong; oneDNN does not.
  [[nodiscard]] bool fits(const at::Tensor& x) const;
};

// Nothing for any other node, and for a transposed convolution or one that pads by name ("same").
[[nodiscard]] std::optional<ConstantConv> constant_conv(const torch::jit::Node* node);

}  // namespace vidcam::detail
