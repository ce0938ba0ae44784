#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Scalar.h>

#include <optional>

#include "model3d/relu_rule.h"

namespace vidcam::detail {

// y with another way back. x: what a ReLU-like operator was given, y: what it made of it, both of
// one shape; upper: its upper bound where it has one.
//   Plain   y itself
//   Guided  backward relu(G) goes on to y, and so to the operator's own derivative
//   Deconv  backward relu(G) goes to x, past the operator; nothing where x >= upper
// Guided and Deconv return a copy that may be written to.
[[nodiscard]] at::Tensor gated(const at::Tensor& x, const at::Tensor& y,
                               const std::optional<at::Scalar>& upper, ReluRule rule);

}  // namespace vidcam::detail
