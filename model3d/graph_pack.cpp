#include "model3d/graph_pack.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "model3d/graph_reach.h"
#include "model3d/graph_walk.h"
#include "model3d/int8_conv.h"
#include "model3d/rectifier.h"
#include "model3d/tap_ops.h"
#include "model3d/trunk_conv.h"
#include "model3d/winograd_conv.h"

namespace vidcam::detail {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

Node* made_before(Graph& graph, Node* n, c10::Symbol kind, const std::vector<Value*>& inputs) {
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
  Packer(Graph& graph, ConvKind kind)
      : graph_(graph), kind_(kind), behind_(computed_from(graph, tapped_values(graph))) {}

  [[nodiscard]] int64_t int8_weights() const { return int8_weights_; }

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

  [[nodiscard]] c10::intrusive_ptr<TrunkConv> packed(ConstantConv conv) {
    if (kind_ == ConvKind::Int8 && Int8Conv::takes(conv)) {
      int8_weights_ += conv.weight.numel();
      return c10::make_intrusive<Int8Conv>(std::move(conv));
    }
    if (WinogradConv::takes(conv)) return c10::make_intrusive<WinogradConv>(std::move(conv));
    if (PackedConv::takes(conv)) return c10::make_intrusive<PackedConv>(std::move(conv));
    return {};
  }

  void pack_conv(Node* n) {
    auto conv = constant_conv(n);
    if (!conv) return;
    auto made = packed(std::move(*conv));
    if (!made) return;
    Value* held = graph_.insertConstant(std::move(made));
    take_over(made_before(graph_, n, trunk_conv_symbol(), {held, n->input(0)}), n);
  }

  // A ReLU that only this reads becomes a part of it, and so does the convolution before it.
  void pack_pooling(Node* n) {
    if (!is_simple_pooling(n)) return;
    Node* before = n->input(0)->node();
    const bool relu = is_lone_relu(before) && n->input(0)->uses().size() == 1;
    Value* x = relu ? before->input() : n->input(0);
    Node* conv = x->node();
    const bool of_conv = conv->kind() == trunk_conv_symbol() && x->uses().size() == 1;
    std::vector<Value*> inputs = of_conv ? conv->inputs().vec() : std::vector<Value*>{x};
    inputs.insert(inputs.end(),
                  {n->input(1), n->input(2), n->input(3), graph_.insertConstant(relu)});
    take_over(made_before(graph_, n, of_conv ? conv_and_pool_symbol() : max_pool_symbol(), inputs),
              n);
    if (relu) before->destroy();
    if (of_conv) conv->destroy();
  }

  void write_in_place(Node* n) {
    if (!is_lone_relu(n) || is_in_place(n) || n->input()->node()->kind() != trunk_conv_symbol())
      return;
    take_over(made_before(graph_, n, c10::Symbol::aten("relu_"), {n->input()}), n);
  }

  Graph& graph_;
  ConvKind kind_;
  ValueSet behind_;
  int64_t int8_weights_ = 0;
};

}  // namespace

int64_t pack_trunk(Graph& tapped, ConvKind kind) {
  Packer packer(tapped, kind);
  packer.run();
  torch::jit::EliminateDeadCode(tapped.block());
  tapped.lint();
  return packer.int8_weights();
}

}  // namespace vidcam::detail
