#include "samples/captions/caption_net.h"

#include <ATen/ATen.h>

#include <memory>

#include "samples/training/script_parts.h"

namespace vidcam::samples {
namespace {

constexpr std::array<int64_t, 2> kPool{2, 2};
constexpr int64_t kMapSide = CaptionNet::kSide / 4;

ScriptUnit new_unit() { return std::make_shared<torch::jit::CompilationUnit>(); }

// Called in the order of initialisation, before any weight is drawn.
int seeded(int words, uint64_t seed) {
  at::manual_seed(seed);
  return words;
}

}  // namespace

const std::vector<CaptionNet::Layer>& CaptionNet::layers() {
  static const std::vector<Layer> kAll{
      {"conv1", {24, 3, 5, 5}, 2, 2, "pool1"},
      {"conv2", {48, 24, 3, 3}, 1, 1, ""},
      {"conv3", {64, 48, 5, 5}, 1, 2, ""},
      {kLastLayer, {64, 64, 3, 3}, 1, 1, ""},
  };
  return kAll;
}

CaptionNet::CaptionNet(int words, uint64_t seed)
    : decoder_({seeded(words, seed), layers().back().kernel[0], kMapSide, kMapSide}),
      trained_decoder_(decoder_.module(new_unit(), /*trained=*/true)) {
  for (const Layer& layer : layers()) convs_.push_back(NormedConv::random(layer.kernel));
}

CaptionNet::Output CaptionNet::forward_training(const at::Tensor& pictures,
                                                const at::Tensor& tokens, double momentum) {
  at::Tensor x = pictures.contiguous(at::MemoryFormat::ChannelsLast);
  for (size_t i = 0; i < convs_.size(); ++i) {
    const Layer& layer = layers()[i];
    x = at::conv2d(x, convs_[i].kernel, {}, layer.stride, layer.padding);
    x = convs_[i].normed_relu(x, momentum);
    if (!layer.pool.empty()) x = at::max_pool2d(x, kPool);
  }
  return {trained_decoder_.forward({x, tokens}).toTensor(), x};
}

std::vector<at::Tensor> CaptionNet::parameters() const {
  std::vector<at::Tensor> all = decoder_.parameters();
  add_parameters(convs_, all);
  return all;
}

torch::jit::Module CaptionNet::export_module() const {
  const ScriptUnit unit = new_unit();
  torch::jit::Module net = script_module("Captioner", unit);
  std::string forward = "def forward(self, x, tokens):\n";
  for (size_t i = 0; i < convs_.size(); ++i) {
    const Layer& layer = layers()[i];
    const NormedConv::Folded conv = convs_[i].folded();
    net.register_module(layer.name,
                        script_convolution<2>(conv.kernel, conv.bias, {layer.stride, layer.stride},
                                              {layer.padding, layer.padding}, unit));
    forward += "  x = torch.relu(self." + layer.name + ".forward(x))\n";
    if (layer.pool.empty()) continue;
    net.register_module(layer.pool, script_max_pool(kPool, unit));
    forward += "  x = self." + layer.pool + ".forward(x)\n";
  }
  net.register_module("decoder", decoder_.module(unit, /*trained=*/false));
  net.define(forward + "  return self.decoder.forward(x, tokens)\n");
  net.eval();
  return net;
}

at::Tensor features_of(const torch::jit::Module& model, const at::Tensor& pictures) {
  const at::NoGradGuard no_tape;
  at::Tensor a = pictures;
  for (const auto& child : model.named_children()) {
    torch::jit::Module layer = child.value;
    a = layer.forward({a}).toTensor();
    if (child.name.rfind("conv", 0) == 0) a = at::relu(a);
    if (child.name == CaptionNet::kLastLayer) break;
  }
  return a;
}

}  // namespace vidcam::samples
