#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <array>
#include <memory>
#include <string>

// TorchScript modules put together without Python.
namespace vidcam::samples {

using ScriptUnit = std::shared_ptr<torch::jit::CompilationUnit>;

// An empty module of a new type of this name.
[[nodiscard]] torch::jit::Module script_module(const std::string& type, const ScriptUnit& unit);

// "2, 2": as TorchScript writes the numbers of a list.
template <size_t N>
[[nodiscard]] std::string script_list(const std::array<int64_t, N>& numbers) {
  std::string list;
  for (const int64_t each : numbers)
    list.append(list.empty() ? "" : ", ").append(std::to_string(each));
  return list;
}

// The same part both networks have: torch.conv2d or conv3d (by N) with parameters weight and bias.
template <size_t N>
[[nodiscard]] torch::jit::Module script_convolution(const at::Tensor& weight,
                                                    const at::Tensor& bias,
                                                    const std::array<int64_t, N>& stride,
                                                    const std::array<int64_t, N>& padding,
                                                    const ScriptUnit& unit) {
  const std::string axes = std::to_string(N) + "d";
  torch::jit::Module conv = script_module("Conv" + axes, unit);
  conv.register_parameter("weight", weight.clone(), false);
  conv.register_parameter("bias", bias.clone(), false);
  conv.define("def forward(self, x):\n  return torch.conv" + axes +
              "(x, self.weight, self.bias, [" + script_list(stride) + "], [" +
              script_list(padding) + "])\n");
  return conv;
}

template <size_t N>
[[nodiscard]] torch::jit::Module script_max_pool(const std::array<int64_t, N>& size,
                                                 const ScriptUnit& unit) {
  const std::string axes = std::to_string(N) + "d";
  torch::jit::Module pool = script_module("MaxPool" + axes, unit);
  pool.define("def forward(self, x):\n  return torch.max_pool" + axes + "(x, [" +
              script_list(size) + "])\n");
  return pool;
}

}  // namespace vidcam::samples
