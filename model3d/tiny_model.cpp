#include "model3d/tiny_model.h"

#include <ATen/ops/full.h>
#include <ATen/ops/zeros.h>
#include <torch/csrc/jit/api/module.h>

#include <filesystem>
#include <fstream>

#include "model3d/torch_message.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

using torch::jit::Module;

constexpr const char* kCard =
    R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16},
 "labels": ["bright", "dark"], "layer": "see"}
)";

Module tiny_model() {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  Module see(c10::QualifiedName("__torch__.Conv3d"), unit);
  see.register_parameter("weight", at::full({1, 3, 1, 1, 1}, 1.0 / 3), false);
  see.register_parameter("bias", at::zeros({1}), false);
  see.define("def forward(self, x):\n  return torch.conv3d(x, self.weight, self.bias)\n");
  Module net(c10::QualifiedName("__torch__.Tiny"), unit);
  net.register_module("see", see);
  net.define(
      "def forward(self, x):\n"
      "  mean = torch.relu(self.see.forward(x)).mean([1, 2, 3, 4])\n"
      "  return torch.stack([mean, -mean], 1)\n");
  return net;
}

}  // namespace

void write_tiny_model(const std::string& path) {
  const std::string card = std::filesystem::path(path).replace_extension(".json").string();
  std::ofstream(card) << kCard;
  try {
    tiny_model().save(path);
  } catch (const std::exception& error) {
    throw Error(ExitCode::Io, path + ": cannot be written: " + detail::torch_message(error));
  }
}

}  // namespace vidcam
