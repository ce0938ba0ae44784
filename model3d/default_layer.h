#pragma once

#include <string>

#include "model3d/model_graph.h"

namespace vidcam::detail {

// The name of the last convolution that the graph's output is computed from: the innermost module
// that gives its output, "@conv[4]" in a model without names; "" where there is no convolution. The
// graph's marks must be there still.
[[nodiscard]] std::string last_convolution(const ModelGraph& model,
                                           const torch::jit::Value* scores);

}  // namespace vidcam::detail
