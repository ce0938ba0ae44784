#pragma once

#include <ATen/core/ivalue.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/ir/ir.h>

#include <optional>
#include <string>

// Small questions about a TorchScript graph that several rewrites ask.
namespace vidcam::detail {

// Calls f for every node of a block and of the blocks inside it, inner blocks first. f may destroy
// its node.
template <class F>
void each_node(torch::jit::Block* block, F&& f) {
  for (torch::jit::Node* n = block->param_node()->next(); n != block->return_node();) {
    torch::jit::Node* next = n->next();
    for (torch::jit::Block* inner : n->blocks()) each_node(inner, f);
    f(n);
    n = next;
  }
}

[[nodiscard]] bool is_tensor(const torch::jit::Value* value);

// A tensor, or a list, tuple, optional or dict with tensors in it.
[[nodiscard]] bool holds_tensors(const c10::TypePtr& type);

// The operator's plain name: _convolution, convolution, conv2d, conv3d ... are all "conv"; in place
// (relu_) as "relu".
[[nodiscard]] std::string op_name(const torch::jit::Node* node);

// A constant that holds a tensor (it may be undefined).
[[nodiscard]] bool is_tensor_constant(const torch::jit::Node* node);

[[nodiscard]] bool is_in_place(const torch::jit::Node* node);

// "" for the model itself, "layer4.1" for a chain of GetAttr on it; nothing for a value reached in
// another way.
[[nodiscard]] std::optional<std::string> attribute_path(const torch::jit::Value* value,
                                                        const torch::jit::Value* self);

// The attribute of the model at such a path.
[[nodiscard]] c10::IValue attribute(const torch::jit::Module& module, const std::string& path);

}  // namespace vidcam::detail
