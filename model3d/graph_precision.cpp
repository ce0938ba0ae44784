#include "model3d/graph_precision.h"

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

#include <algorithm>
#include <map>

#include "model3d/graph_reach.h"
#include "model3d/graph_walk.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

bool is_float32_constant(const Value* value) {
  if (!is_tensor_constant(value->node())) return false;
  const at::Tensor t = value->node()->t(c10::attr::value);
  return t.defined() && t.scalar_type() == at::kFloat;
}

class Narrower {
 public:
  explicit Narrower(Graph& graph)
      : graph_(graph), behind_(computed_from(graph, tapped_values(graph))) {}

  [[nodiscard]] int64_t weights() const { return weights_; }

  void run() {
    std::vector<Node*> nodes(graph_.nodes().begin(), graph_.nodes().end());
    for (Node* n : nodes) {
      if (n->kind() == c10::prim::Constant) continue;
      is_trunk(n, behind_) ? narrow_inputs(n) : widen_inputs(n);
    }
  }

 private:
  void narrow_inputs(Node* n) {
    const bool statistics = op_name(n) == "batch_norm";
    for (size_t i = 0; i < n->inputs().size(); ++i) {
      Value* in = n->input(i);
      if (is_float32_constant(in) && !statistics) n->replaceInput(i, narrow_constant(in));
      if (in->node()->kind() == c10::prim::Param && is_tensor(in))
        n->replaceInput(i, narrow_input(in));
    }
  }

  void widen_inputs(Node* n) {
    for (size_t i = 0; i < n->inputs().size(); ++i) {
      Value* in = n->input(i);
      const bool from_trunk = is_tensor(in) && !behind_.contains(in) &&
                              in->node()->kind() != c10::prim::Constant &&
                              in->node()->kind() != c10::prim::Param;
      if (from_trunk) n->replaceInput(i, convert(widen_symbol(), in, n));
    }
  }

  Value* convert(c10::Symbol to, Value* value, Node* before) {
    Node* made = graph_.create(to, {value})->insertBefore(before);
    made->output()->setType(value->type());
    return made->output();
  }

  Value* narrow_input(Value* input) {
    Value*& made = narrowed_[input];
    if (made == nullptr) made = convert(narrow_symbol(), input, *graph_.nodes().begin());
    return made;
  }

  Value* narrow_constant(Value* value) {
    Value*& made = narrowed_[value];
    if (made == nullptr) {
      const torch::jit::WithInsertPoint here(value->node());
      weights_ += value->node()->t(c10::attr::value).numel();
      made = graph_.insertConstant(value->node()->t(c10::attr::value).to(at::kBFloat16));
    }
    return made;
  }

  Graph& graph_;
  ValueSet behind_;
  std::map<Value*, Value*> narrowed_;
  int64_t weights_ = 0;
};

// A tensor that the trunk computes: it becomes bfloat16. Constants do not, where nothing narrows
// them.
bool is_narrowed(const Value* value, const ValueSet& behind) {
  return holds_tensors(value->type()) && !behind.contains(value) &&
         value->node()->kind() != c10::prim::Constant;
}

// A node that is given such a tensor or gives one, itself or in its blocks, where it is not
// followed. (An assertion about a shape is none, nor is a branch behind the tap.)
bool works_on_narrowed(const Node* node, const ValueSet& behind) {
  const auto narrowed = [&](const Value* v) { return is_narrowed(v, behind); };
  const auto inside = [&](const torch::jit::Block* block) {
    return std::any_of(block->outputs().begin(), block->outputs().end(), narrowed) ||
           std::any_of(block->nodes().begin(), block->nodes().end(),
                       [&](const Node* n) { return works_on_narrowed(n, behind); });
  };
  return std::any_of(node->inputs().begin(), node->inputs().end(), narrowed) ||
         std::any_of(node->outputs().begin(), node->outputs().end(), narrowed) ||
         std::any_of(node->blocks().begin(), node->blocks().end(), inside);
}

std::string reason_against(const Graph& graph, const ValueSet& behind) {
  for (const Value* in : graph.inputs().slice(1))  // but self
    if (holds_tensors(in->type()) && !is_tensor(in))
      return "the model takes its pathways as a list, which is not made bfloat16";
  for (const Node* n : graph.nodes())
    if (!n->blocks().empty() && works_on_narrowed(n, behind))
      return std::string("branches or loops (") + n->kind().toQualString() +
             ") take part in what is before the layer";
  return "";
}

}  // namespace

NarrowedGraph narrowed_trunk(const Graph& tapped) {
  NarrowedGraph narrowed;
  auto& graph = const_cast<Graph&>(tapped);
  narrowed.refusal = reason_against(tapped, computed_from(graph, tapped_values(graph)));
  if (!narrowed.refusal.empty()) return narrowed;
  narrowed.graph = graph.copy();
  Narrower narrower(*narrowed.graph);
  narrower.run();
  narrowed.weights = narrower.weights();
  torch::jit::EliminateDeadCode(narrowed.graph->block());
  narrowed.graph->lint();
  return narrowed;
}

}  // namespace vidcam::detail
