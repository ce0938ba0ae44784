#include "model3d/graph_recurrent.h"

#include <ATen/core/function_schema.h>

#include <set>

#include "model3d/graph_walk.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;

bool is_recurrent(const Node* node) {
  static const std::set<std::string> kNames{"lstm", "gru", "rnn_tanh", "rnn_relu"};
  return node->kind().is_aten() && kNames.contains(op_name(node)) && node->maybeSchema() != nullptr;
}

void set_argument(ModelGraph& model, Node* node, const char* name, const c10::IValue& value) {
  const auto index = node->schema().argumentIndexWithName(name);
  if (!index) return;
  const torch::jit::WithInsertPoint here(node);
  node->replaceInput(static_cast<size_t>(*index), model.graph->insertConstant(value));
}

}  // namespace

void settle_recurrent(ModelGraph& model, bool training) {
  each_node(model.graph->block(), [&](Node* node) {
    if (!is_recurrent(node)) return;
    set_argument(model, node, "dropout", 0.0);
    set_argument(model, node, "train", training);
  });
}

}  // namespace vidcam::detail
