#include "model3d/attention.h"

#include <set>
#include <string>

#include "model3d/graph_reach.h"
#include "model3d/graph_walk.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;
using torch::jit::Value;

bool is_fused(const std::string& op) {
  return op == "scaled_dot_product_attention" || op == "_native_multi_head_attention";
}

// Straight away, or behind what leaves weights weights.
bool weighs_by_a_product(const Value* weights) {
  static const std::set<std::string> kProducts{"matmul", "bmm", "einsum"};
  static const std::set<std::string> kPassing{"dropout", "to", "type_as", "reshape", "view"};
  for (const auto& use : weights->uses()) {
    const std::string op = op_name(use.user);
    if (kProducts.contains(op)) return true;
    if (kPassing.contains(op) && weighs_by_a_product(use.user->output())) return true;
  }
  return false;
}

bool is_attention(const Node* node) {
  if (!node->kind().is_aten()) return false;
  const std::string op = op_name(node);
  return is_fused(op) || (op == "softmax" && weighs_by_a_product(node->output()));
}

}  // namespace

Node* last_attention(const ModelGraph& model) {
  const ValueSet wanted = leading_to(model.graph->outputs()[0]);
  Node* last = nullptr;
  each_node(model.graph->block(), [&](Node* n) {
    if (n->outputs().empty() || !wanted.contains(n->outputs()[0]) || !is_attention(n)) return;
    if (last == nullptr || last->isBefore(n)) last = n;
  });
  return last;
}

std::vector<Node*> norms_before(const ModelGraph& model, const Node* attention) {
  const ValueSet wanted = leading_to(attention->outputs()[0]);
  std::vector<Node*> norms;
  each_node(model.graph->block(), [&](Node* n) {
    const bool norm = n->kind().is_aten() && op_name(n) == "layer_norm";
    if (norm && wanted.contains(n->output())) norms.push_back(n);
  });
  return norms;
}

}  // namespace vidcam::detail
