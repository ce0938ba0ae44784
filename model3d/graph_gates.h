#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model3d/model_graph.h"

namespace vidcam::detail {

// A copy of the model's graph with a vidcam::gate behind every ReLU-like operator: relu, relu6,
// leaky_relu, prelu, clamp(0, b), clamp_min(0), hardtanh(0, b), threshold(0, 0); functional, module
// or in place. The weights are shared.
[[nodiscard]] std::shared_ptr<torch::jit::Graph> with_gates(const ModelGraph& model);

// What a user should know of a model before its ReLUs are given another rule: which activations
// have none and stay as they are (gelu, silu ...), or that there is no ReLU. One line; "" for
// nothing.
[[nodiscard]] std::string gate_note(const ModelGraph& model);

}  // namespace vidcam::detail
