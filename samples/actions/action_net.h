#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <array>
#include <string>
#include <vector>

#include "samples/training/normed_conv.h"

namespace vidcam::samples {

// A small relative of C3D (Tran et al. 2015), with its layer names: 3x3x3 convolutions, each with a
// ReLU behind it, and max pooling; then the strongest place of each time step, their mean, and one
// linear layer, fc8. conv1 halves the picture itself, which saves most of the time. While training,
// each convolution has a batch norm behind it; export_module() folds that into the convolution, so
// that the file holds nothing but convolutions, ReLUs, pools and fc8.
class ActionNet {
 public:
  struct Layer {
    std::string name;
    int64_t in = 0, out = 0;
    std::array<int64_t, 3> stride{1, 1, 1};
    std::string pool;  // name of the pool behind it; empty: none
    std::array<int64_t, 3> pool_size{1, 1, 1};
  };
  // What goes in: [N, 3, kFrames, kHeight, kWidth] float32, (rgb / 255 - kMean) / kDeviation.
  static constexpr int kFrames = 16, kHeight = 96, kWidth = 128;
  static constexpr double kMean = 0.4, kDeviation = 0.25;
  static constexpr int kDepth = 5;  // convolutions of the whole network

  // depth: with only the first so many of the convolutions, 1..kDepth. Throws std::invalid_argument
  // for another number.
  ActionNet(int classes, uint64_t seed, int depth = kDepth);

  struct Output {
    at::Tensor logits;    // [N, classes]
    at::Tensor features;  // [N, C, T, H, W], rectified, of the last convolution
  };
  // Batch statistics, which also move the running ones by the share `momentum`.
  [[nodiscard]] Output forward_training(const at::Tensor& input, double momentum = 0.05);

  [[nodiscard]] std::vector<at::Tensor> parameters() const;

  // A TorchScript module with forward(x) -> logits.
  [[nodiscard]] torch::jit::Module export_module() const;

  // The layer to explain: the last convolution of such a network.
  [[nodiscard]] static std::string last_layer(int depth) { return layers(depth).back().name; }

 private:
  [[nodiscard]] static std::vector<Layer> layers(int depth);

  std::vector<Layer> layers_;
  Layer places_;
  std::vector<NormedConv> convs_;
  at::Tensor fc_weight_, fc_bias_;
};

}  // namespace vidcam::samples
