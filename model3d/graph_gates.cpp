#include "model3d/graph_gates.h"

#include <set>

#include "model3d/graph_in_place.h"
#include "model3d/graph_walk.h"
#include "model3d/rectifier.h"
#include "model3d/tap_ops.h"
#include "pipeline/base/nearest.h"

namespace vidcam::detail {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

// Before `node`: nothing is after the bound that it has.
Value* upper_bound(Graph& graph, const Node* node) {
  const std::string name = op_name(node);
  if (name == "clamp" || name == "hardtanh") return node->input(2);
  return graph.insertConstant(name == "relu6" ? c10::IValue(6.0) : c10::IValue());
}

void gate_operator(Graph& graph, Node* node) {
  Value* upper = nullptr;
  {
    const torch::jit::WithInsertPoint here(node);
    upper = upper_bound(graph, node);
  }
  Node* gate =
      graph.create(gate_symbol(), {node->input(0), node->output(), upper})->insertAfter(node);
  gate->output()->setType(node->output()->type());
  node->output()->replaceAllUsesAfterNodeWith(gate, gate->output());
}

bool has_no_rule(const Node* node) {
  static const std::set<std::string> kNames{
      "gelu", "silu",     "sigmoid", "tanh",      "elu",         "selu",     "celu",
      "mish", "softplus", "rrelu",   "hardswish", "hardsigmoid", "hardtanh", "threshold"};
  return node->kind().is_aten() && kNames.contains(op_name(node)) && !is_relu_like(node);
}

}  // namespace

std::shared_ptr<Graph> with_gates(const ModelGraph& model) {
  auto graph = model.graph->copy();
  each_node(graph->block(), [&](Node* n) {
    if (!is_relu_like(n)) return;
    gate_operator(*graph, is_in_place(n) ? out_of_place(*graph, n) : n);
  });
  graph->lint();
  return graph;
}

std::string gate_note(const ModelGraph& model) {
  bool any = false;
  std::set<std::string> names;
  each_node(model.graph->block(), [&](const Node* n) {
    if (is_relu_like(n)) any = true;
    if (has_no_rule(n)) names.insert(op_name(n));
  });
  if (any && names.empty()) return "";
  const std::vector<std::string> left(names.begin(), names.end());
  return std::string("guided backpropagation and deconvnet ") +
         (any ? "change the model's ReLUs only" : "are the plain gradient here: no ReLU") +
         (left.empty() ? "" : "; left as they are: " + joined(left));
}

}  // namespace vidcam::detail
