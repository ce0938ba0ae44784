#include "model3d/graph_gates.h"

#include <set>

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

Node* gate_behind(Graph& graph, Node* node, Value* x, Value* y) {
  Value* upper = nullptr;
  {
    const torch::jit::WithInsertPoint here(node);
    upper = upper_bound(graph, node);
  }
  Node* gate = graph.create(gate_symbol(), {x, y, upper})->insertAfter(node);
  gate->output()->setType(y->type());
  return gate;
}

void gate_operator(Graph& graph, Node* node) {
  Node* gate = gate_behind(graph, node, node->input(0), node->output());
  node->output()->replaceAllUsesAfterNodeWith(gate, gate->output());
}

// An in-place operator f_(x) becomes x.copy_(gate(f(x.clone()))): everything that reads the same
// memory, be it through a view, then reads behind the gate.
void gate_in_place(Graph& graph, Node* node) {
  const torch::jit::WithInsertPoint here(node);
  Value* x = node->input(0);
  Value* none = graph.insertConstant(c10::IValue());
  Node* kept = graph.insertNode(graph.create(c10::Symbol::aten("clone"), {x, none}));
  std::vector<Value*> inputs = node->inputs().vec();
  inputs[0] = kept->output();
  Node* plain = graph.insertNode(graph.create(c10::Symbol::aten(op_name(node)), inputs));
  Value* at_once = graph.insertConstant(false);
  Node* gate = gate_behind(graph, plain, kept->output(), plain->output());
  graph.insertNode(graph.create(c10::Symbol::aten("copy_"), {x, gate->output(), at_once}));
  node->output()->replaceAllUsesWith(x);
  node->destroy();
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
    is_in_place(n) ? gate_in_place(*graph, n) : gate_operator(*graph, n);
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
