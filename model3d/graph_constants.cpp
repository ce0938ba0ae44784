#include "model3d/graph_constants.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/ir/constants.h>

#include <cmath>
#include <map>
#include <set>

#include "model3d/graph_recurrent.h"
#include "model3d/graph_walk.h"
#include "model3d/tensor_facts.h"

namespace vidcam::detail {
namespace {

using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;
namespace prim = c10::prim;
namespace attr = c10::attr;

std::set<std::string> written_attributes(Graph& graph) {
  std::set<std::string> names;
  each_node(graph.block(), [&](Node* n) {
    if (n->kind() == prim::SetAttr) names.insert(n->s(attr::name));
  });
  return names;
}

// An Optional[int] that has a value is an int.
c10::TypePtr without_none(const c10::TypePtr& type) {
  const auto optional = type->cast<c10::OptionalType>();
  return optional ? optional->getElementType() : type;
}

// Null for what no constant can hold, e.g. an object of a custom class.
Value* insert_constant(Graph& graph, c10::IValue value, const c10::TypePtr& type) {
  if (value.isTensor() && value.toTensor().defined()) value = value.toTensor().detach();
  std::optional<Value*> made;
  try {
    made = torch::jit::tryInsertConstant(graph, value);
  } catch (const std::exception&) {
    return nullptr;
  }
  // None keeps NoneType, or `bias is None` would not fold away.
  if (made && !value.isTensor() && !value.isNone()) (*made)->setType(without_none(type));
  return made.value_or(nullptr);
}

// Where an operator has its training flag; -1: has none. (dropout(x, p, train); batch_norm(x, w, b,
// mean, var, train, ...) only with running statistics: without, evaluation uses the batch's own,
// too.)
int training_flag(const Node* n) {
  const std::string name = op_name(n);
  if (name.find("dropout") != std::string::npos && n->inputs().size() == 3) return 2;
  return name == "batch_norm" && !n->input(3)->mustBeNone() ? 5 : -1;
}

bool switch_training_off(Graph& graph, Node* n) {
  const int flag = training_flag(n);
  if (flag < 0 ||
      !torch::jit::constant_as<bool>(n->input(static_cast<size_t>(flag))).value_or(false))
    return false;
  torch::jit::WithInsertPoint here(n);
  n->replaceInput(static_cast<size_t>(flag), graph.insertConstant(false));
  return true;
}

bool remove_grad_mode(Node* n) {
  if (n->kind() != prim::Enter && n->kind() != prim::Exit) return false;
  const auto cls = n->input(0)->type()->cast<c10::ClassType>();
  if (!cls || cls->name()->qualifiedName().find("grad_mode.") == std::string::npos) return false;
  for (const Value* out : n->outputs()) {
    if (out->hasUses()) return false;
  }
  n->destroy();
  return true;
}

bool is_short_float(c10::ScalarType type) { return type == c10::kHalf || type == c10::kBFloat16; }

// A cast to half inside the model would undo the conversion of its weights.
bool widen_cast(Graph& graph, Node* n) {
  const std::string name = op_name(n);
  if (name != "to" && name != "type" && name != "_to_copy") return false;
  bool changed = false;
  for (size_t i = 1; i < n->inputs().size(); ++i) {
    if (n->input(i)->type()->kind() != c10::TypeKind::IntType) continue;
    const auto type = torch::jit::constant_as<int64_t>(n->input(i));
    if (!type || !is_short_float(static_cast<c10::ScalarType>(*type))) continue;
    torch::jit::WithInsertPoint here(n);
    n->replaceInput(i, graph.insertConstant(static_cast<int64_t>(c10::kFloat)));
    changed = true;
  }
  return changed;
}

// In one reading and without a copy: a model has hundreds of megabytes. (NaN passes through to
// both.)
bool is_finite(const at::Tensor& t) {
  if (t.numel() == 0) return true;
  const auto [low, high] = at::aminmax(t);
  return std::isfinite(low.item<double>()) && std::isfinite(high.item<double>());
}

void lay_out_weight(Node* n) {
  if (!n->kind().is_aten() || op_name(n) != "conv" || n->inputs().size() < 2) return;
  Node* weight = n->input(1)->node();
  if (is_tensor_constant(weight)) weight->t_(attr::value, channels_last(weight->t(attr::value)));
}

}  // namespace

void attributes_to_constants(ModelGraph& model) {
  Graph& graph = *model.graph;
  const auto written = written_attributes(graph);
  std::map<std::string, Value*> made;
  torch::jit::WithInsertPoint at_top(graph.block()->param_node()->next());
  each_node(graph.block(), [&](Node* n) {
    if (n->kind() != prim::GetAttr || written.contains(n->s(attr::name))) return;
    const auto path = attribute_path(n->output(), graph.inputs()[0]);
    const auto cls = n->output()->type()->cast<c10::ClassType>();
    if (!path || (cls && cls->is_module())) return;
    Value*& constant = made[*path];
    if (constant == nullptr)
      constant = insert_constant(graph, attribute(model.module, *path), n->output()->type());
    if (constant != nullptr) n->output()->replaceAllUsesWith(constant);
  });
}

void undo_training_and_no_grad(ModelGraph& model) {
  int training = 0, guards = 0, prints = 0;
  each_node(model.graph->block(), [&](Node* n) {
    if (switch_training_off(*model.graph, n)) ++training;
    if (n->kind() == prim::Print) {
      ++prints;
      n->destroy();
    } else if (remove_grad_mode(n)) {
      ++guards;
    }
  });
  if (training > 0)
    model.notes.emplace_back(
        "the model was traced in training mode; it runs in evaluation mode here");
  if (guards > 0)
    model.notes.emplace_back(
        "the model runs part of itself under torch.no_grad, which is ignored here");
  if (prints > 0)
    model.notes.emplace_back("the model prints while it runs, which is left out here");
}

void place_constants(ModelGraph& model, c10::Device device) {
  settle_recurrent(model, /*training=*/device.is_cuda());
  bool narrow = false, finite = true;
  each_node(model.graph->block(), [&](Node* n) {
    if (widen_cast(*model.graph, n)) narrow = true;
    if (is_tensor_constant(n)) {
      at::Tensor t = n->t(attr::value);
      if (!t.defined()) return;
      if (is_short_float(t.scalar_type())) t = t.to(at::kFloat), narrow = true;
      if (t.is_floating_point() && !is_finite(t)) finite = false;
      n->t_(attr::value, t.to(device));
    } else if (n->kind() == prim::Constant &&
               n->output()->type()->kind() == c10::TypeKind::DeviceObjType) {
      n->s_(attr::value, device.str());
    }
  });
  if (!device.is_cpu()) each_node(model.graph->block(), lay_out_weight);
  if (narrow) model.notes.emplace_back("the model's 16-bit weights are converted to float32");
  if (!finite)
    model.notes.emplace_back(
        "the model has weights that are NaN or infinite; its scores may be worthless");
}

std::optional<at::TensorOptions> weight_options(const ModelGraph& model) {
  std::optional<at::TensorOptions> options;
  each_node(model.graph->block(), [&](Node* n) {
    if (options || !is_tensor_constant(n) || !n->t(attr::value).defined()) return;
    const at::Tensor weight = n->t(attr::value);
    const bool counts = weight.is_floating_point() && weight.dim() > 0;
    if (counts) options = at::TensorOptions(weight.scalar_type()).device(weight.device());
  });
  return options;
}

}  // namespace vidcam::detail
