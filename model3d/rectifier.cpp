#include "model3d/rectifier.h"

#include <torch/csrc/jit/ir/constants.h>

#include "model3d/graph_walk.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;
using torch::jit::Value;

bool is_zero(const Node* node, size_t input) {
  const auto value = torch::jit::toIValue(node->input(input));
  return value && value->isScalar() && value->toScalar().toDouble() == 0;
}

bool comes_after(const Node* node, const Node* other) {
  while (node->owningBlock() !=
         other->owningBlock()) {  // a reader inside a block of `other`'s block
    node = node->owningBlock()->owningNode();
    if (node == nullptr) return false;
  }
  return node->isAfter(other);
}

}  // namespace

bool is_rectifier(const Node* node) {
  if (!node->kind().is_aten() || node->outputs().size() != 1 || !is_tensor(node->output()))
    return false;
  const std::string name = op_name(node);
  if (name == "relu" || name == "relu6") return true;
  if (name == "clamp" || name == "clamp_min" || name == "hardtanh") return is_zero(node, 1);
  return name == "threshold" && is_zero(node, 1) && is_zero(node, 2);
}

bool is_relu_like(const Node* node) {
  const std::string name = node->kind().is_aten() ? op_name(node) : "";
  return name == "leaky_relu" || name == "prelu" || is_rectifier(node);
}

Node* only_rectifier(Value* value, Node* after) {
  Node* first = nullptr;
  for (const auto& use : value->uses()) {
    if (use.user->kind() == mark_symbol() || !comes_after(use.user, after)) continue;
    if (use.user->owningBlock() != after->owningBlock()) return nullptr;
    if (first == nullptr || use.user->isBefore(first)) first = use.user;
  }
  if (first == nullptr || !is_rectifier(first)) return nullptr;
  for (const auto& use : value->uses()) {
    const bool other =
        use.user != first && use.user->kind() != mark_symbol() && comes_after(use.user, after);
    if (other && !is_in_place(first)) return nullptr;
  }
  return first;
}

}  // namespace vidcam::detail
