#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>
#include <vector>

#include "samples/training/normed_conv.h"

namespace vidcam::samples {

// A small network that classifies pictures: `trunk`, 3x3 convolutions, each with a ReLU behind it
// and the first two with a 2x2 max pool, whose last maps A are explained; `head`, one more 3x3
// convolution with a ReLU, the mean over places, and a linear layer. Behind A there is a ReLU, so
// that dS/dA differs from place to place and depends on A. While training, each convolution of the
// trunk has a batch norm; export_module() folds it away. The head has none: with one, the score of
// a picture would depend on the A of the whole batch.
class SceneNet {
 public:
  // What goes in: [N, 3, kSide, kSide], (rgb / 255 - kMean) / kDeviation.
  static constexpr int kSide = 48;
  static constexpr double kMean = 0.4, kDeviation = 0.25;
  static constexpr const char* kLastLayer = "trunk";

  struct Size {
    std::vector<int64_t> trunk;  // channels of its convolutions, two at least
    int64_t head = 0;            // of the head's convolution
    int64_t classes = 0;
  };
  // Weights drawn from ATen's generator, which is seeded first.
  SceneNet(const Size& size, uint64_t seed);

  struct Output {
    at::Tensor A;       // [N, C, kSide / 4, kSide / 4], rectified
    at::Tensor logits;  // [N, classes]
  };
  // Batch statistics, which also move the running ones by the share `momentum`.
  [[nodiscard]] Output forward_training(const at::Tensor& pictures, double momentum = 0.05) const;

  // Everything that is learnt.
  [[nodiscard]] std::vector<at::Tensor> parameters() const;

  // A TorchScript module with forward(x) -> logits and the children trunk(x) -> A, head(A) ->
  // logits.
  [[nodiscard]] torch::jit::Module export_module() const;

 private:
  std::vector<NormedConv> convs_;
  at::Tensor head_kernel_, head_bias_, out_weight_, out_bias_;
};

}  // namespace vidcam::samples
