#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <functional>
#include <unordered_set>
#include <vector>

#include "model3d/model_graph.h"

namespace vidcam::detail {

using ValueSet = std::unordered_set<const torch::jit::Value*>;

// The values with tensors in them that are computed from `sources` (with these), through blocks and
// loops, too.
[[nodiscard]] ValueSet computed_from(const torch::jit::Graph& graph,
                                     const std::vector<torch::jit::Value*>& sources);

// The values that `target` is computed from (with itself). stop: what a node that says yes is given
// is left out.
using NodeTest = std::function<bool(const torch::jit::Node*)>;
[[nodiscard]] ValueSet leading_to(const torch::jit::Value* target, const NodeTest& stop = {});

// The tapped layers' outputs.
[[nodiscard]] std::vector<torch::jit::Value*> tapped_values(torch::jit::Graph& graph);

// No tap, and nothing that it is given is computed from one. behind: computed_from(tapped_values).
[[nodiscard]] bool is_trunk(const torch::jit::Node* node, const ValueSet& behind);

// The nodes between the tap and the scores: at least one input is computed from a source, an output
// leads to the target. In order.
[[nodiscard]] std::vector<torch::jit::Node*> nodes_between(
    const ModelGraph& model, const std::vector<torch::jit::Value*>& sources,
    const torch::jit::Value* target);

}  // namespace vidcam::detail
