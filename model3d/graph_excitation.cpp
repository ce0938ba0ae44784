#include "model3d/graph_excitation.h"

#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/frozen_conv_folding.h>

#include <algorithm>
#include <set>

#include "model3d/graph_in_place.h"
#include "model3d/graph_reach.h"
#include "model3d/graph_walk.h"
#include "model3d/op_groups.h"
#include "model3d/rectifier.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

using Names = std::set<std::string>;

enum class Rule { AsItIs, Passed, Shared, Weighted, None };

bool is_layer(const Node* node) {
  static const Names kNames{"conv", "linear", "matmul", "mm", "addmm"};
  return node->kind().is_aten() && kNames.contains(op_name(node));
}

// f(x, W, b, ...)
bool has_bias(const std::string& op) { return op == "conv" || op == "linear"; }

bool is_activation(const Node* node) {
  static const Names kNames{"clamp", "clamp_min", "clamp_max", "hardtanh",   "threshold", "gelu",
                            "silu",  "sigmoid",   "tanh",      "elu",        "selu",      "celu",
                            "mish",  "softplus",  "hardswish", "hardsigmoid"};
  return is_relu_like(node) || kNames.contains(op_name(node));
}

bool is_switched_off_dropout(const Node* node) {
  return op_name(node).find("dropout") != std::string::npos && node->inputs().size() == 3 &&
         !torch::jit::constant_as<bool>(node->input(2)).value_or(true);
}

// The sign of a number in the graph; of one that is only known as the model runs (a size) it is +.
bool is_positive(const Value* number) {
  const auto value = torch::jit::toIValue(number);
  return !value || !value->isScalar() || value->toScalar().toDouble() > 0;
}

class Exciter {
 public:
  explicit Exciter(const ModelGraph& model)
      : model_(model), graph_(*model.graph), score_(graph_.outputs()[0]) {
    const auto inputs = graph_.inputs().slice(1);
    computed_ = computed_from(graph_, inputs.vec());
    each_node(graph_.block(), [this](Node* n) {
      if (n->kind() == tap_symbol()) taps_.push_back(n->output());
    });
    const ValueSet behind = computed_from(graph_, taps_);
    for (const Value* value : leading_to(score_, is_layer))
      if (behind.contains(value) && is_layer(value->node())) top_.insert(value->node());
  }

  // The names of the operators that have no rule.
  [[nodiscard]] std::set<std::string> run() {
    std::set<std::string> without;
    for (Node* node : nodes_between(model_, taps_, score_)) {
      const Rule rule = rule_of(node);
      if (rule == Rule::None) without.insert(node->kind().toUnqualString());
      if (rule == Rule::None || rule == Rule::AsItIs) continue;
      set_rule(is_in_place(node) ? taken_out(node) : node, rule);
    }
    return without;
  }

  [[nodiscard]] bool has_top() const { return !top_.empty(); }

 private:
  // A tensor that depends on what the model is given; others are weights.
  [[nodiscard]] bool computed(const Value* value) const {
    return is_tensor(value) && computed_.contains(value);
  }

  [[nodiscard]] int64_t computed_inputs(const Node* node) const {
    const auto inputs = node->inputs();
    return std::count_if(inputs.begin(), inputs.end(), [&](const Value* v) { return computed(v); });
  }

  [[nodiscard]] Rule rule_of(const Node* node) const {
    if (node->kind().is_prim() || node->kind() == tap_symbol()) return Rule::AsItIs;
    if (!node->kind().is_aten()) return Rule::None;
    const std::string op = op_name(node);
    if (only_moves(op) || takes_largest(op) || is_switched_off_dropout(node)) return Rule::AsItIs;
    if (averages(op)) return Rule::Shared;
    if (op == "add" && !is_positive(node->input(2))) return Rule::None;
    if (op == "add" && computed_inputs(node) == 2) return Rule::Shared;
    return computed_inputs(node) == 1 ? rule_of_one(node, op) : Rule::None;
  }

  // Where one input is computed, and the others are weights.
  [[nodiscard]] Rule rule_of_one(const Node* node, const std::string& op) const {
    const bool first = computed(node->input(0));
    if (op == "matmul" || op == "mm") return Rule::Weighted;
    if (op == "addmm") return first ? Rule::None : Rule::Weighted;
    if (op == "add") return Rule::Passed;
    if (op == "div" && !first) return Rule::None;
    if (op == "mul" || op == "div") return is_positive(node->input(1)) ? Rule::Passed : Rule::None;
    if (!first) return Rule::None;
    if (is_layer(node)) return Rule::Weighted;
    return op == "sub" || op == "batch_norm" || is_activation(node) ? Rule::Passed : Rule::None;
  }

  Node* taken_out(Node* node) {
    Node* plain = out_of_place(graph_, node);
    computed_.insert({plain->input(0), plain->output()});
    return plain;
  }

  void set_rule(Node* node, Rule rule) {
    Node* back = rule == Rule::Passed ? passing(node) : sharing(node, rule);
    back->insertAfter(node);
    back->output()->setType(node->output()->type());
    node->output()->replaceAllUsesAfterNodeWith(back, back->output());
    computed_.insert(back->output());
  }

  Node* passing(Node* node) {
    Value* x = node->input(computed(node->input(0)) ? 0 : 1);
    return graph_.create(passed_symbol(), {x, node->output()});
  }

  Node* sharing(Node* node, Rule rule) {
    return graph_.create(shared_symbol(), {positive_copy(node, rule)->output(), node->output()});
  }

  // The operator once more, before it, of what is positive: W+ a+.
  Node* positive_copy(Node* node, Rule rule) {
    const torch::jit::WithInsertPoint here(node);
    const std::string op = op_name(node);
    Node* copy = op == "addmm"
                     ? graph_.create(c10::Symbol::aten("mm"), {node->input(1), node->input(2)})
                     : graph_.createClone(node, [](Value* v) { return v; });
    if (has_bias(op)) copy->replaceInput(2, graph_.insertConstant(c10::IValue()));
    Value* top = graph_.insertConstant(top_.contains(node));
    for (size_t i = 0; i < copy->inputs().size(); ++i) {
      Value* input = copy->input(i);
      if (computed(input))
        copy->replaceInput(i, inserted(weighed_symbol(), {input}));
      else if (rule == Rule::Weighted && is_tensor(input))
        copy->replaceInput(i, inserted(positive_symbol(), {input, top}));
    }
    return graph_.insertNode(copy);
  }

  Value* inserted(c10::Symbol symbol, const std::vector<Value*>& inputs) {
    Node* node = graph_.insertNode(graph_.create(symbol, inputs));
    node->output()->setType(inputs[0]->type());
    return node->output();
  }

  const ModelGraph& model_;
  Graph& graph_;
  const Value* score_;
  std::vector<Value*> taps_;
  ValueSet computed_;
  std::set<const Node*> top_;
};

}  // namespace

ExcitedGraph with_excitation(const ModelGraph& model) {
  ModelGraph copy = model;
  copy.graph = model.graph->copy();
  // The sign of a channel's scale decides which of its weights excite it.
  torch::jit::FoldFrozenConvBatchnorm(copy.graph);
  Exciter exciter(copy);
  const auto without = exciter.run();
  copy.graph->lint();
  return {copy.graph, {without.begin(), without.end()}, exciter.has_top()};
}

}  // namespace vidcam::detail
