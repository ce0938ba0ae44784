#pragma once

#include <torch/csrc/jit/ir/ir.h>

namespace vidcam::detail {

// An operator whose output is max(0, x), perhaps with an upper bound: relu, relu6, clamp_min(0),
// clamp(0, b), hardtanh(0, b), threshold(0, 0); in place or not.
[[nodiscard]] bool is_rectifier(const torch::jit::Node* node);

// A rectifier, or one that lets a share of what is negative through: leaky_relu, prelu.
[[nodiscard]] bool is_relu_like(const torch::jit::Node* node);

// The rectifier that is all that reads `value` after the node `after`; null where something else
// reads it, too. Readers of the value behind an in-place rectifier read what it wrote, so they do
// not count.
[[nodiscard]] torch::jit::Node* only_rectifier(torch::jit::Value* value, torch::jit::Node* after);

}  // namespace vidcam::detail
