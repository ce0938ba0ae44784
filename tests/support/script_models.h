#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model3d/model_card.h"

// Small TorchScript models made in C++ for tests: real archives with layer names, as
// torch.jit.script(...).save(...) writes them.
namespace vidcam::testing {

// Puts a scripted model together: layers with random weights, then a forward in TorchScript's
// Python.
//   ScriptNet net(seed); net.conv3d("conv1", 3, 4).linear("fc", 4, 5);
//   net.define("def forward(self, x):\n  return self.fc(self.conv1(x).mean([2, 3, 4]))\n");
class ScriptNet {
 public:
  explicit ScriptNet(uint64_t seed, c10::ScalarType type = c10::kFloat,
                     const std::string& name = "Net");

  // Kernel 3, stride 1, padding 1, with bias; class Conv3d, Conv2d.
  ScriptNet& conv3d(const std::string& name, int64_t in, int64_t out);
  ScriptNet& conv2d(const std::string& name, int64_t in, int64_t out);
  ScriptNet& batch_norm(const std::string& name,
                        int64_t channels);  // with random running statistics
  ScriptNet& linear(const std::string& name, int64_t in, int64_t out);
  ScriptNet& relu(const std::string& name, bool in_place = false);
  // A submodule of class `type` without weights of its own.
  ScriptNet& layer(const std::string& name, const std::string& type, const std::string& forward);
  ScriptNet& layer(const std::string& name, const ScriptNet& net);
  ScriptNet& parameter(const std::string& name, const at::Tensor& value);
  // A method. Calls of layers that are there already may be written self.conv1(x), as in Python.
  ScriptNet& define(const std::string& source);

  [[nodiscard]] const torch::jit::Module& module() const { return module_; }
  // A parameter by its path: "conv1.weight".
  [[nodiscard]] at::Tensor weight(const std::string& path) const;

 private:
  [[nodiscard]] torch::jit::Module submodule(const std::string& type) const;
  at::Tensor random(
      std::vector<int64_t> shape);  // normal, scaled by 1 / sqrt(inputs of one output)
  ScriptNet& weighted(const std::string& name, const std::string& type, std::vector<int64_t> shape,
                      const std::string& call);

  std::shared_ptr<torch::jit::CompilationUnit> unit_;
  torch::jit::Module module_;
  at::Generator random_;
  c10::ScalarType type_;
};

// C3D in small: conv1, relu1, pool1 (1x2x2), conv2, relu2, pool2 (2x2x2), conv3a, relu3a, conv3b,
// then a functional ReLU, mean over T, H, W, fc6, relu6, fc7 -> 5 classes. Input [N, 3, 8, 16, 16];
// conv3b gives [N, 12, 4, 4, 4].
[[nodiscard]] ScriptNet make_c3d_like(uint64_t seed, c10::ScalarType type = c10::kFloat);
[[nodiscard]] ModelCard c3d_like_card();

// conv1, relu1, pool, conv2 (its ReLU is functional), mean over H, W, fc -> 4 classes. Input [N, 3,
// 16, 16]; conv2 gives [N, 8, 8, 8].
[[nodiscard]] ScriptNet make_2d_net(uint64_t seed, c10::ScalarType type = c10::kFloat);
[[nodiscard]] ModelCard net_2d_card();

// The same model without layer names, as torch.jit.freeze leaves it.
[[nodiscard]] torch::jit::Module frozen(const torch::jit::Module& module);

// Writes NAME into a folder of this process, which is removed at its end; returns the path.
std::string save_model(const torch::jit::Module& module, const std::string& name);
// With a vidcam.json inside.
std::string save_model(const torch::jit::Module& module, const std::string& name,
                       const std::string& card);
// Any file in that folder.
std::string save_text(const std::string& name, const std::string& text);

}  // namespace vidcam::testing
