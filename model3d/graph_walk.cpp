#include "model3d/graph_walk.h"

#include <algorithm>
#include <sstream>

namespace vidcam::detail {

using torch::jit::Node;
using torch::jit::Value;

bool is_tensor(const Value* value) { return value->type()->isSubtypeOf(*c10::TensorType::get()); }

bool holds_tensors(const c10::TypePtr& type) {
  if (type->isSubtypeOf(*c10::TensorType::get())) return true;
  const auto inner = type->containedTypes();
  return std::any_of(inner.begin(), inner.end(), holds_tensors);
}

std::string op_name(const Node* node) {
  std::string name = node->kind().toUnqualString();
  if (name.starts_with("conv") || name == "_convolution") return "conv";
  if (is_in_place(node)) name.pop_back();
  return name;
}

bool is_tensor_constant(const torch::jit::Node* node) {
  return node->kind() == c10::prim::Constant && node->hasAttribute(c10::attr::value) &&
         node->kindOf(c10::attr::value) == torch::jit::AttributeKind::t;
}

bool is_in_place(const Node* node) {
  const std::string name = node->kind().toUnqualString();
  return name.size() > 1 && name.back() == '_' && name[name.size() - 2] != '_';
}

std::optional<std::string> attribute_path(const Value* value, const Value* self) {
  if (value == self) return "";
  const Node* node = value->node();
  if (node->kind() != c10::prim::GetAttr) return std::nullopt;
  auto path = attribute_path(node->input(0), self);
  if (path) *path += (path->empty() ? "" : ".") + node->s(c10::attr::name);
  return path;
}

c10::IValue attribute(const torch::jit::Module& module, const std::string& path) {
  c10::IValue value = module._ivalue();
  std::stringstream parts(path);
  for (std::string part; std::getline(parts, part, '.');) value = value.toObject()->getAttr(part);
  return value;
}

}  // namespace vidcam::detail
