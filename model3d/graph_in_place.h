#pragma once

#include "model3d/model_graph.h"

namespace vidcam::detail {

// An in-place operator f_(x, ...) becomes x.copy_(f(x.clone(), ...)): everything that reads the
// same memory, be it through a view, then reads what a rewrite puts behind f. Returns f's node;
// `node` is gone.
[[nodiscard]] torch::jit::Node* out_of_place(torch::jit::Graph& graph, torch::jit::Node* node);

}  // namespace vidcam::detail
