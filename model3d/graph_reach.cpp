#include "model3d/graph_reach.h"

#include <algorithm>

#include "model3d/graph_walk.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Block;
using torch::jit::Node;
using torch::jit::Value;

template <class Values>
bool any_in(const ValueSet& set, const Values& values) {
  return std::any_of(values.begin(), values.end(), [&](const Value* v) { return set.contains(v); });
}

// Where the values that leave a block go: an if's outputs; a loop's outputs and, in its next round,
// the block's own inputs.
void pass_returns(const Node* node, ValueSet& set) {
  const size_t skip =
      node->kind() == c10::prim::Loop ? 1 : 0;  // a loop's block returns "go on" first
  for (const Block* block : node->blocks()) {
    for (size_t i = skip; i < block->outputs().size(); ++i) {
      const bool reached = set.contains(block->outputs()[i]);
      const size_t out = i - skip;
      if (reached && out < node->outputs().size()) set.insert(node->outputs()[out]);
      if (skip == 1 && (reached || set.contains(node->inputs()[i + 1])))
        set.insert(block->inputs()[i]);
    }
  }
}

void pass_outputs(const Node* node, ValueSet& set) {
  if (!node->blocks().empty()) return pass_returns(node, set);
  if (!any_in(set, node->inputs())) return;
  for (const Value* out : node->outputs()) {
    if (holds_tensors(out->type())) set.insert(out);
  }
}

void collect(const Value* value, ValueSet& set, const NodeTest& stop) {
  if (!set.insert(value).second) return;
  const Node* node = value->node();
  if (node->kind() == c10::prim::Param) {  // a block's input: what its node is given
    if (node = node->owningBlock()->owningNode(); node == nullptr) return;
  }
  if (stop && stop(node)) return;
  for (const Value* input : node->inputs()) collect(input, set, stop);
  for (const Block* block : node->blocks()) {
    for (const Value* out : block->outputs()) collect(out, set, stop);
  }
}

}  // namespace

ValueSet computed_from(const torch::jit::Graph& graph, const std::vector<Value*>& sources) {
  ValueSet set(sources.begin(), sources.end());
  for (size_t before = 0; before != set.size();) {  // again, until the loops carry nothing new
    before = set.size();
    each_node(const_cast<Block*>(graph.block()), [&](const Node* n) { pass_outputs(n, set); });
  }
  return set;
}

ValueSet leading_to(const Value* target, const NodeTest& stop) {
  ValueSet set;
  collect(target, set, stop);
  return set;
}

std::vector<Node*> nodes_between(const ModelGraph& model, const std::vector<Value*>& sources,
                                 const Value* target) {
  const ValueSet behind = computed_from(*model.graph, sources), ahead = leading_to(target);
  std::vector<Node*> nodes;
  each_node(model.graph->block(), [&](Node* n) {
    const auto outputs = n->outputs();
    const bool used = std::any_of(outputs.begin(), outputs.end(), [&](const Value* v) {
      return ahead.contains(v) && behind.contains(v);
    });
    if (used && any_in(behind, n->inputs())) nodes.push_back(n);
  });
  return nodes;
}

std::vector<Value*> tapped_values(torch::jit::Graph& graph) {
  std::vector<Value*> values;
  each_node(graph.block(), [&](Node* n) {
    if (n->kind() == tap_symbol()) values.push_back(n->output());
  });
  return values;
}

bool is_trunk(const Node* node, const ValueSet& behind) {
  return node->kind() != tap_symbol() && !any_in(behind, node->inputs());
}

}  // namespace vidcam::detail
