#include "model3d/graph_pack.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "model3d/graph_reach.h"
#include "model3d/graph_walk.h"
#include "model3d/packed_conv.h"
#include "model3d/rectifier.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

Node* made_before(Graph& graph, Node* n, c10::Symbol kind, std::vector<Value*> inputs) {
  Node* made = graph.create(kind, inputs)->insertBefore(n);
  made->output()->setType(n->output()->type());
  return made;
}

void take_over(Node* made, Node* old) {
  old->output()->replaceAllUsesWith(made->output());
  old->destroy();
}

// A rectifier of LibTorch's without an upper bound, whose input nothing else reads.
bool is_lone_relu(const Node* n) {
  return is_rectifier(n) && op_name(n) == "relu" && n->input()->uses().size() == 1;
}

bool is_simple_pooling(const Node* n) {
  if (n->kind() != c10::Symbol::aten("max_pool3d")) return false;
  const auto dilation = torch::jit::constant_as<c10::List<int64_t>>(n->input(4));
  const auto ceil_mode = torch::jit::constant_as<bool>(n->input(5));
  return ceil_mode == false && dilation &&
         std::all_of(dilation->begin(), dilation->end(), [](int64_t d) { return d == 1; });
}

class Packer {
 public:
  explicit Packer(Graph& graph)
      : graph_(graph), behind_(computed_from(graph, tapped_values(graph))) {}

  void run() {
    const torch::jit::WithInsertPoint at_top(graph_.block()->param_node()->next());
    for (Node* n : trunk()) pack_conv(n);
    for (Node* n : trunk()) pack_pooling(n);
    for (Node* n : trunk()) write_in_place(n);
  }

 private:
  [[nodiscard]] std::vector<Node*> trunk() {
    std::vector<Node*> nodes;
    for (Node* n : graph_.nodes())
      if (is_trunk(n, behind_)) nodes.push_back(n);
    return nodes;
  }

  void pack_conv(Node* n) {
    auto conv = constant_conv(n);
    if (!conv || !can_be_packed(*conv)) return;
    Value* packed = graph_.insertConstant(c10::make_intrusive<PackedConv>(std::move(*conv)));
    take_over(made_before(graph_, n, packed_conv_symbol(), {packed, n->input(0)}), n);
  }

  // A ReLU that only this reads becomes a part of it.
  void pack_pooling(Node* n) {
    if (!is_simple_pooling(n)) return;
    Node* relu = n->input(0)->node();
    const bool takes_relu = is_lone_relu(relu) && n->input(0)->uses().size() == 1;
    Value* x = takes_relu ? relu->input() : n->input(0);
    take_over(
        made_before(graph_, n, max_pool_symbol(),
                    {x, n->input(1), n->input(2), n->input(3), graph_.insertConstant(takes_relu)}),
        n);
    if (takes_relu) relu->destroy();
  }

  void write_in_place(Node* n) {
    if (!is_lone_relu(n) || is_in_place(n) || n->input()->node()->kind() != packed_conv_symbol())
      return;
    take_over(made_before(graph_, n, c10::Symbol::aten("relu_"), {n->input()}), n);
  }

  Graph& graph_;
  ValueSet behind_;
};

}  // namespace

void pack_trunk(Graph& tapped) {
  Packer(tapped).run();
  torch::jit::EliminateDeadCode(tapped.block());
  tapped.lint();
}

}  // namespace vidcam::detail
