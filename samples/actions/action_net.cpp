#include "samples/actions/action_net.h"

#include <ATen/ATen.h>

#include <memory>
#include <stdexcept>

#include "samples/training/script_parts.h"

namespace vidcam::samples {
namespace {

// Behind the last layer: the strongest place in each of its time steps, so that a small actor in a
// large picture counts in full; the mean over the time steps comes after it.
ActionNet::Layer places_behind(const std::vector<ActionNet::Layer>& layers) {
  int64_t height = ActionNet::kHeight, width = ActionNet::kWidth;
  for (const ActionNet::Layer& layer : layers) {
    height /= layer.stride[1] * layer.pool_size[1];
    width /= layer.stride[2] * layer.pool_size[2];
  }
  ActionNet::Layer places;
  places.pool = "pool4";
  places.pool_size = {1, height, width};
  return places;
}

torch::jit::Module linear(const at::Tensor& weight, const at::Tensor& bias,
                          const ScriptUnit& unit) {
  torch::jit::Module fc = script_module("Linear", unit);
  fc.register_parameter("weight", weight.detach().clone(), false);
  fc.register_parameter("bias", bias.detach().clone(), false);
  fc.define("def forward(self, x):\n  return torch.addmm(self.bias, x, self.weight.t())\n");
  return fc;
}

}  // namespace

std::vector<ActionNet::Layer> ActionNet::layers(int depth) {
  if (depth < 1 || depth > kDepth)
    throw std::invalid_argument("a depth of " + std::to_string(depth) +
                                " convolutions; there are " + std::to_string(kDepth));
  std::vector<Layer> all{
      {"conv1", 3, 16, {1, 2, 2}, "pool1", {1, 2, 2}},
      {"conv2", 16, 32, {1, 1, 1}, "pool2", {2, 2, 2}},
      {"conv3a", 32, 48, {1, 1, 1}, "", {1, 1, 1}},
      {"conv3b", 48, 64, {1, 1, 1}, "pool3", {2, 1, 1}},
      {"conv4a", 64, 64, {1, 1, 1}, "", {1, 1, 1}},
  };
  all.resize(static_cast<size_t>(depth));
  all.back().pool = "";
  all.back().pool_size = {1, 1, 1};
  return all;
}

ActionNet::ActionNet(int classes, uint64_t seed, int depth)
    : layers_(layers(depth)), places_(places_behind(layers_)) {
  at::manual_seed(seed);
  for (const Layer& layer : layers_)
    convs_.push_back(NormedConv::random({layer.out, layer.in, 3, 3, 3}));
  fc_weight_ = trainable(at::randn({classes, layers_.back().out}) * 0.05);
  fc_bias_ = trainable(at::zeros({classes}));
}

ActionNet::Output ActionNet::forward_training(const at::Tensor& input, double momentum) {
  at::Tensor x = input.contiguous(at::MemoryFormat::ChannelsLast3d);
  for (size_t i = 0; i < convs_.size(); ++i) {
    const Layer& layer = layers_[i];
    x = at::conv3d(x, convs_[i].kernel, {}, layer.stride, at::IntArrayRef{1, 1, 1});
    x = convs_[i].normed_relu(x, momentum);
    if (!layer.pool.empty()) x = at::max_pool3d(x, layer.pool_size);
  }
  return {at::addmm(fc_bias_, at::max_pool3d(x, places_.pool_size).mean({2, 3, 4}), fc_weight_.t()),
          x};
}

std::vector<at::Tensor> ActionNet::parameters() const {
  std::vector<at::Tensor> all{fc_weight_, fc_bias_};
  add_parameters(convs_, all);
  return all;
}

torch::jit::Module ActionNet::export_module() const {
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  torch::jit::Module net = script_module("C3D", unit);
  std::string forward = "def forward(self, x):\n";
  for (size_t i = 0; i < convs_.size(); ++i) {
    const Layer& layer = layers_[i];
    const NormedConv::Folded conv = convs_[i].folded();
    net.register_module(
        layer.name, script_convolution<3>(conv.kernel, conv.bias, layer.stride, {1, 1, 1}, unit));
    forward += "  x = torch.relu(self." + layer.name + ".forward(x))\n";
    if (layer.pool.empty()) continue;
    net.register_module(layer.pool, script_max_pool(layer.pool_size, unit));
    forward += "  x = self." + layer.pool + ".forward(x)\n";
  }
  net.register_module(places_.pool, script_max_pool(places_.pool_size, unit));
  net.register_module("fc8", linear(fc_weight_, fc_bias_, unit));
  net.define(forward + "  return self.fc8.forward(torch.mean(self.pool4.forward(x), [2, 3, 4]))\n");
  net.eval();
  return net;
}

}  // namespace vidcam::samples
