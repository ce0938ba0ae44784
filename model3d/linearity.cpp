#include "model3d/linearity.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>
#include <set>

#include "model3d/graph_walk.h"
#include "model3d/op_groups.h"
#include "model3d/rectifier.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;
using torch::jit::Value;

using Names = std::set<std::string>;

// Linear, or linear on each side of finitely many borders, in all their tensor inputs together.
bool always_linear(const std::string& op) {
  static const Names kNames{"relu",      "relu6",      "leaky_relu", "clamp", "clamp_min",
                            "clamp_max", "hardtanh",   "threshold",  "abs",   "neg",
                            "minimum",   "amin",       "min",        "add",   "sub",
                            "rsub",      "interpolate"};
  return kNames.contains(op) || only_moves(op) || takes_largest(op) || averages(op);
}

// Linear in the one input that is computed from the tap: the others must be constants.
const Names& linear_in_one() {
  static const Names kNames{"conv",    "linear", "matmul", "mm",    "bmm",    "addmm",
                            "baddbmm", "mul",    "div",    "prelu", "einsum", "dot"};
  return kNames;
}

size_t computed_inputs(const Node* node, const ValueSet& behind) {
  const auto inputs = node->inputs();
  return static_cast<size_t>(std::count_if(inputs.begin(), inputs.end(),
                                           [&](const Value* v) { return behind.contains(v); }));
}

bool switched_off(const Node* node, size_t flag) {
  return !torch::jit::constant_as<bool>(node->input(flag)).value_or(true);
}

bool is_linear(const Node* node, const ValueSet& behind) {
  if (node->kind().is_prim() || node->kind() == tap_symbol())
    return true;  // tuples, lists, ifs, loops
  if (!node->kind().is_aten()) return false;
  const std::string name = op_name(node);
  if (always_linear(name) || is_rectifier(node)) return true;
  if (name == "div") return computed_inputs(node, behind) == 1 && behind.contains(node->input(0));
  if (linear_in_one().contains(name)) return computed_inputs(node, behind) == 1;
  if (name.find("dropout") != std::string::npos && node->inputs().size() == 3)
    return switched_off(node, 2);
  return name == "batch_norm" && computed_inputs(node, behind) == 1 && switched_off(node, 5);
}

bool lacks_gradient(const Node* node) {
  if (node->kind() == tap_symbol() || node->maybeSchema() == nullptr) return false;
  const auto& schema = node->schema();
  const auto op = c10::Dispatcher::singleton().findSchema({schema.name(), schema.overload_name()});
  return op && !op->hasKernelForDispatchKey(c10::DispatchKey::Autograd) &&
         !op->hasKernelForDispatchKey(c10::DispatchKey::CompositeImplicitAutograd);
}

}  // namespace

bool is_piecewise_linear(const ModelGraph& model, const std::vector<Value*>& taps,
                         const Value* scores) {
  const ValueSet behind = computed_from(*model.graph, taps);
  const auto nodes = nodes_between(model, taps, scores);
  return std::all_of(nodes.begin(), nodes.end(),
                     [&](const Node* n) { return is_linear(n, behind); });
}

std::vector<std::string> operators_without_gradient(const ModelGraph& model,
                                                    const std::vector<Value*>& taps,
                                                    const Value* scores) {
  std::set<std::string> names;
  for (const Node* node : nodes_between(model, taps, scores)) {
    if (lacks_gradient(node)) names.insert(node->schema().name());
  }
  return {names.begin(), names.end()};
}

}  // namespace vidcam::detail
