#include "model3d/graph_in_place.h"

#include <vector>

#include "model3d/graph_walk.h"

namespace vidcam::detail {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

Node* out_of_place(Graph& graph, Node* node) {
  const torch::jit::WithInsertPoint here(node);
  Value* x = node->input(0);
  Value* none = graph.insertConstant(c10::IValue());
  Node* kept = graph.insertNode(graph.create(c10::Symbol::aten("clone"), {x, none}));
  std::vector<Value*> inputs = node->inputs().vec();
  inputs[0] = kept->output();
  Node* plain = graph.insertNode(graph.create(c10::Symbol::aten(op_name(node)), inputs));
  plain->output()->setType(x->type());
  Value* at_once = graph.insertConstant(false);
  graph.insertNode(graph.create(c10::Symbol::aten("copy_"), {x, plain->output(), at_once}));
  node->output()->replaceAllUsesWith(x);
  node->destroy();
  return plain;
}

}  // namespace vidcam::detail
