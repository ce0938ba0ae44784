#include "model3d/constant_conv.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/ir/constants.h>

#include <string>

#include "model3d/graph_walk.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;

// The argument of that name; nothing where the operator has none, or where it is not constant.
std::optional<c10::IValue> constant_argument(const Node* node, const std::string& name) {
  const auto place = node->schema().argumentIndexWithName(name);
  if (!place) return {};
  return torch::jit::toIValue(node->input(static_cast<size_t>(*place)));
}

// One number stands for all axes.
std::optional<std::vector<int64_t>> for_each_axis(const Node* node, const std::string& name,
                                                  size_t axes) {
  const auto value = constant_argument(node, name);
  if (!value || !value->isIntList()) return {};
  std::vector<int64_t> numbers = value->toIntVector();
  if (numbers.size() == 1) numbers.resize(axes, numbers[0]);
  if (numbers.size() != axes) return {};
  return numbers;
}

bool is_plain_convolution(const Node* node) {
  if (!node->kind().is_aten() || op_name(node) != "conv" || node->maybeSchema() == nullptr)
    return false;
  if (!node->schema().argumentIndexWithName("weight")) return false;
  const auto transposed = constant_argument(node, "transposed");
  const bool by_name =
      std::string(node->kind().toUnqualString()).find("transpose") != std::string::npos;
  return !by_name && !(transposed && transposed->toBool());
}

}  // namespace

at::Tensor ConstantConv::operator()(const at::Tensor& x) const {
  if (x.dim() == weight.dim() - 1) return (*this)(x.unsqueeze(0)).squeeze(0);
  const std::vector<int64_t> none(stride.size(), 0);
  return at::convolution(x, weight, bias, stride, padding, dilation, false, none, groups);
}

bool ConstantConv::fits(const at::Tensor& x) const {
  if (x.dim() != weight.dim() || x.numel() == 0 || x.scalar_type() != weight.scalar_type() ||
      x.size(1) != weight.size(1) * groups)
    return false;
  for (size_t i = 0; i < padding.size(); ++i) {
    const auto axis = static_cast<int64_t>(i) + 2;
    if (x.size(axis) + 2 * padding[i] <= dilation[i] * (weight.size(axis) - 1)) return false;
  }
  return true;
}

std::optional<ConstantConv> constant_conv(const Node* node) {
  if (!is_plain_convolution(node)) return {};
  const auto weight = constant_argument(node, "weight"), bias = constant_argument(node, "bias"),
             groups = constant_argument(node, "groups");
  if (!weight || !weight->isTensor() || !bias || !groups) return {};
  const at::Tensor W = weight->toTensor();
  if (W.dim() != 4 && W.dim() != 5) return {};
  const auto axes = static_cast<size_t>(W.dim() - 2);
  const auto stride = for_each_axis(node, "stride", axes),
             padding = for_each_axis(node, "padding", axes),
             dilation = for_each_axis(node, "dilation", axes);
  if (!stride || !padding || !dilation) return {};
  return ConstantConv{W,         bias->isTensor() ? bias->toTensor() : at::Tensor(),
                      *stride,   *padding,
                      *dilation, groups->toInt()};
}

}  // namespace vidcam::detail
