#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <vector>

#include "model3d/model_graph.h"

namespace vidcam::detail {

// The last attention that the scores are computed from: a fused operator, or a softmax whose result
// weighs other values by a matrix product. Null: the model has none.
[[nodiscard]] torch::jit::Node* last_attention(const ModelGraph& model);

// The layer norms that an attention is computed from, in order. The last of them that gives maps is
// what a transformer is explained at: behind its last attention the scores may read the class token
// alone, and no other token has a gradient.
[[nodiscard]] std::vector<torch::jit::Node*> norms_before(const ModelGraph& model,
                                                          const torch::jit::Node* attention);

}  // namespace vidcam::detail
