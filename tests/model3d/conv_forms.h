#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model3d/constant_conv.h"
#include "tests/model3d/by_hand.h"

namespace vidcam::testing {

// A convolution whose kernel is as long in all `dims` directions, and so is the rest.
struct ConvForm {
  int64_t in, out, kernel, stride, padding, dilation, groups, dims;
};

inline detail::ConstantConv conv_of(const ConvForm& f, at::ScalarType type = at::kFloat) {
  const auto axes = static_cast<size_t>(f.dims);
  std::vector<int64_t> sizes(axes, f.kernel);
  sizes.insert(sizes.begin(), {f.out, f.in / f.groups});
  const auto each = [axes](int64_t n) { return std::vector<int64_t>(axes, n); };
  return {random_input(sizes).to(type),
          random_input({f.out}).to(type),
          each(f.stride),
          each(f.padding),
          each(f.dilation),
          f.groups};
}

inline at::Tensor input_of(const ConvForm& f, int64_t batch, int64_t side) {
  std::vector<int64_t> sizes(static_cast<size_t>(f.dims), side);
  sizes.insert(sizes.begin(), {batch, f.in});
  return random_input(sizes).to(at::kFloat);
}

inline at::Tensor in_float64(detail::ConstantConv conv, const at::Tensor& x) {
  conv.weight = conv.weight.to(at::kDouble);
  conv.bias = conv.bias.defined() ? conv.bias.to(at::kDouble) : conv.bias;
  return conv(x.to(at::kDouble));
}

}  // namespace vidcam::testing
