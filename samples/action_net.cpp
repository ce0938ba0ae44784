#include "samples/action_net.h"

#include <ATen/ATen.h>

#include <cmath>
#include <memory>

namespace vidcam::samples {
namespace {

constexpr double kNormEps = 1e-5;

// Behind the last layer: the strongest place in each of its time steps, so that a small actor in a
// large picture counts in full; the mean over the time steps comes after it.
const ActionNet::Layer kPlaces{"", 0,       0,
                               {}, "pool4", {1, ActionNet::kHeight / 8, ActionNet::kWidth / 8}};

at::Tensor trainable(const at::Tensor& t) { return t.detach().requires_grad_(true); }

std::string text(const std::array<int64_t, 3>& a) {
  std::string list = std::to_string(a[0]);
  for (size_t i = 1; i < a.size(); ++i) list.append(", ").append(std::to_string(a[i]));
  return list;
}

using Unit = std::shared_ptr<torch::jit::CompilationUnit>;

torch::jit::Module make_module(const std::string& type, const Unit& unit) {
  return torch::jit::Module(c10::QualifiedName("__torch__." + type), unit, /*shouldMangle=*/true);
}

torch::jit::Module convolution(const ActionNet::Layer& layer, const at::Tensor& weight,
                               const at::Tensor& bias, const Unit& unit) {
  torch::jit::Module conv = make_module("Conv3d", unit);
  conv.register_parameter("weight", weight.clone(), false);
  conv.register_parameter("bias", bias.clone(), false);
  conv.define("def forward(self, x):\n  return torch.conv3d(x, self.weight, self.bias, [" +
              text(layer.stride) + "], [1, 1, 1])\n");
  return conv;
}

torch::jit::Module max_pool(const ActionNet::Layer& layer, const Unit& unit) {
  torch::jit::Module pool = make_module("MaxPool3d", unit);
  pool.define("def forward(self, x):\n  return torch.max_pool3d(x, [" + text(layer.pool_size) +
              "])\n");
  return pool;
}

torch::jit::Module linear(const at::Tensor& weight, const at::Tensor& bias, const Unit& unit) {
  torch::jit::Module fc = make_module("Linear", unit);
  fc.register_parameter("weight", weight.detach().clone(), false);
  fc.register_parameter("bias", bias.detach().clone(), false);
  fc.define("def forward(self, x):\n  return torch.addmm(self.bias, x, self.weight.t())\n");
  return fc;
}

}  // namespace

const std::vector<ActionNet::Layer>& ActionNet::layers() {
  static const std::vector<Layer> all{
      {"conv1", 3, 16, {1, 2, 2}, "pool1", {1, 2, 2}},
      {"conv2", 16, 32, {1, 1, 1}, "pool2", {2, 2, 2}},
      {"conv3a", 32, 48, {1, 1, 1}, "", {1, 1, 1}},
      {"conv3b", 48, 64, {1, 1, 1}, "pool3", {2, 1, 1}},
      {kLastLayer, 64, 64, {1, 1, 1}, "", {1, 1, 1}},
  };
  return all;
}

ActionNet::ActionNet(int classes, uint64_t seed) {
  at::manual_seed(seed);
  for (const Layer& layer : layers()) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(layer.in * 27));
    weights_.push_back({trainable(at::randn({layer.out, layer.in, 3, 3, 3}) * deviation),
                        trainable(at::ones({layer.out})), trainable(at::zeros({layer.out})),
                        at::zeros({layer.out}), at::ones({layer.out})});
  }
  fc_weight_ = trainable(at::randn({classes, layers().back().out}) * 0.05);
  fc_bias_ = trainable(at::zeros({classes}));
}

ActionNet::Output ActionNet::forward_training(const at::Tensor& input, double momentum) {
  at::Tensor x = input.contiguous(at::MemoryFormat::ChannelsLast3d);
  for (size_t i = 0; i < weights_.size(); ++i) {
    const Layer& layer = layers()[i];
    const Weights& w = weights_[i];
    x = at::conv3d(x, w.kernel, {}, layer.stride, at::IntArrayRef{1, 1, 1});
    x = at::relu(
        at::batch_norm(x, w.scale, w.shift, w.mean, w.variance, true, momentum, kNormEps, false));
    if (!layer.pool.empty()) x = at::max_pool3d(x, layer.pool_size);
  }
  return {at::addmm(fc_bias_, at::max_pool3d(x, kPlaces.pool_size).mean({2, 3, 4}), fc_weight_.t()),
          x};
}

std::vector<at::Tensor> ActionNet::parameters() const {
  std::vector<at::Tensor> all{fc_weight_, fc_bias_};
  for (const Weights& w : weights_) all.insert(all.end(), {w.kernel, w.scale, w.shift});
  return all;
}

torch::jit::Module ActionNet::export_module() const {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  torch::jit::Module net = make_module("C3D", unit);
  std::string forward = "def forward(self, x):\n";
  for (size_t i = 0; i < weights_.size(); ++i) {
    const Layer& layer = layers()[i];
    const Weights& w = weights_[i];
    const at::Tensor factor = (w.scale / (w.variance + kNormEps).sqrt()).detach();
    const at::Tensor kernel = w.kernel.detach() * factor.view({-1, 1, 1, 1, 1});
    net.register_module(layer.name,
                        convolution(layer, kernel, w.shift.detach() - w.mean * factor, unit));
    forward += "  x = torch.relu(self." + layer.name + ".forward(x))\n";
    if (layer.pool.empty()) continue;
    net.register_module(layer.pool, max_pool(layer, unit));
    forward += "  x = self." + layer.pool + ".forward(x)\n";
  }
  net.register_module(kPlaces.pool, max_pool(kPlaces, unit));
  net.register_module("fc8", linear(fc_weight_, fc_bias_, unit));
  net.define(forward + "  return self.fc8.forward(torch.mean(self.pool4.forward(x), [2, 3, 4]))\n");
  net.eval();
  return net;
}

}  // namespace vidcam::samples
