#include "samples/distill/scene_net.h"

#include <ATen/ATen.h>

#include <array>
#include <cmath>
#include <memory>
#include <string>

#include "samples/training/script_parts.h"

namespace vidcam::samples {
namespace {

constexpr std::array<int64_t, 2> kPool{2, 2}, kOne{1, 1};

bool pooled(size_t layer) { return layer < 2; }

}  // namespace

SceneNet::SceneNet(const Size& size, uint64_t seed) {
  at::manual_seed(seed);
  int64_t in = 3;
  convs_.reserve(size.trunk.size());
  for (const int64_t out : size.trunk) {
    convs_.push_back(NormedConv::random({out, in, 3, 3}));
    in = out;
  }
  head_kernel_ = trainable(at::randn({size.head, in, 3, 3}) *
                           std::sqrt(2 / (9 * static_cast<double>(in))));  // for ReLUs
  head_bias_ = trainable(at::zeros({size.head}));
  out_weight_ = trainable(drawn_weight(size.head, size.classes));
  out_bias_ = trainable(at::zeros({size.classes}));
}

SceneNet::Output SceneNet::forward_training(const at::Tensor& pictures, double momentum) const {
  at::Tensor A = pictures;
  for (size_t i = 0; i < convs_.size(); ++i) {
    A = convs_[i].normed_relu(at::conv2d(A, convs_[i].kernel, {}, kOne, kOne), momentum);
    if (pooled(i)) A = at::max_pool2d(A, kPool);
  }
  const at::Tensor seen = at::relu(at::conv2d(A, head_kernel_, head_bias_, kOne, kOne));
  return {A, at::addmm(out_bias_, seen.mean({2, 3}), out_weight_)};
}

std::vector<at::Tensor> SceneNet::parameters() const {
  std::vector<at::Tensor> all{head_kernel_, head_bias_, out_weight_, out_bias_};
  add_parameters(convs_, all);
  return all;
}

torch::jit::Module SceneNet::export_module() const {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  torch::jit::Module trunk = script_module("Trunk", unit), head = script_module("Head", unit),
                     net = script_module("SceneNet", unit);
  std::string forward = "def forward(self, x):\n";
  for (size_t i = 0; i < convs_.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    const auto [kernel, bias] = convs_[i].folded();
    trunk.register_module("conv" + number, script_convolution<2>(kernel, bias, kOne, kOne, unit));
    forward += "  x = torch.relu(self.conv" + number + ".forward(x))\n";
    if (!pooled(i)) continue;
    trunk.register_module("pool" + number, script_max_pool(kPool, unit));
    forward += "  x = self.pool" + number + ".forward(x)\n";
  }
  trunk.define(forward + "  return x\n");
  head.register_module(
      "conv", script_convolution<2>(head_kernel_.detach(), head_bias_.detach(), kOne, kOne, unit));
  head.register_parameter("weight", out_weight_.detach().clone(), false);
  head.register_parameter("bias", out_bias_.detach().clone(), false);
  head.define(
      "def forward(self, A):\n"
      "  seen = torch.relu(self.conv.forward(A))\n"
      "  return torch.addmm(self.bias, torch.mean(seen, [2, 3]), self.weight)\n");
  net.register_module(kLastLayer, trunk);
  net.register_module("head", head);
  net.define("def forward(self, x):\n  return self.head.forward(self.trunk.forward(x))\n");
  net.eval();
  return net;
}

}  // namespace vidcam::samples
