#include "model3d/default_layer.h"

#include "model3d/graph_reach.h"
#include "model3d/graph_walk.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;
using torch::jit::Value;

struct Convolution {
  Node* node = nullptr;
  int index = -1;
};

Convolution last_one(const ModelGraph& model, const ValueSet& wanted) {
  Convolution found;
  int count = 0;
  each_node(model.graph->block(), [&](Node* n) {
    if (!n->kind().is_aten() || n->outputs().size() != 1 || op_name(n) != "conv") return;
    const int index = count++;
    if (wanted.empty() || wanted.contains(n->output())) found = {n, index};
  });
  return found;
}

}  // namespace

std::string last_convolution(const ModelGraph& model, const Value* scores) {
  Convolution conv = last_one(model, leading_to(scores));
  if (conv.node == nullptr)
    conv = last_one(model, {});  // its output may go on through an in-place write
  if (conv.node == nullptr) return "";
  Node* innermost = nullptr;
  for (const auto& use : conv.node->output()->uses()) {
    const bool earlier = innermost == nullptr || use.user->isBefore(innermost);
    if (use.user->kind() == mark_symbol() && earlier) innermost = use.user;
  }
  if (innermost == nullptr) return "@conv[" + std::to_string(conv.index) + "]";
  const Site& site = site_of(model, innermost);
  return site.path + (site.element.empty() ? "" : ":" + site.element);
}

}  // namespace vidcam::detail
