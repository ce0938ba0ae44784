#pragma once

#include <string>
#include <vector>

#include "model3d/graph_reach.h"

namespace vidcam::detail {

// Whether the scores are a piecewise linear function of the tapped value: nothing between the two
// but ReLU-like operators, pooling, convolution and linear layers with constant weights, batch norm
// in evaluation, sums, means and reshaping. An operator that is not known counts as not linear. (Eq
// 16-19 of Grad-CAM++ need it; numerics design, "What holds when".)
[[nodiscard]] bool is_piecewise_linear(const ModelGraph& model,
                                       const std::vector<torch::jit::Value*>& taps,
                                       const torch::jit::Value* scores);

// Operators between the two through which no gradient passes although they compute with
// floating-point tensors (quantised and prepacked ones): PyTorch only warns, and the gradient is
// wrong.
[[nodiscard]] std::vector<std::string> operators_without_gradient(
    const ModelGraph& model, const std::vector<torch::jit::Value*>& taps,
    const torch::jit::Value* scores);

}  // namespace vidcam::detail
