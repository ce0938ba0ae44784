#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <array>
#include <string>
#include <vector>

#include "samples/captions/caption_decoder.h"
#include "samples/training/normed_conv.h"

namespace vidcam::samples {

// A small captioner: four convolutions, each with a ReLU behind it, whose maps are 24 x 24, and a
// decoder that writes (caption_decoder.h). While training, each convolution has a batch norm behind
// it; export_module() folds that into the convolution.
class CaptionNet {
 public:
  // What goes in: [N, 3, kSide, kSide] float32, (rgb / 255 - kMean) / kDeviation.
  static constexpr int kSide = 96;
  static constexpr double kMean = 0.4, kDeviation = 0.25;
  static constexpr const char* kLastLayer = "conv4";

  CaptionNet(int words, uint64_t seed);

  struct Output {
    at::Tensor logits;    // [N, L, words]; [:, t] scores the token behind tokens[:, 0..t]
    at::Tensor features;  // [N, C, 24, 24], rectified, of the last convolution
  };
  // tokens: int64 [N, L >= 1], the first <start>. Batch statistics, which also move the running
  // ones by the share `momentum`.
  [[nodiscard]] Output forward_training(const at::Tensor& pictures, const at::Tensor& tokens,
                                        double momentum = 0.05);

  [[nodiscard]] std::vector<at::Tensor> parameters() const;

  // A TorchScript module with forward(pictures, tokens) -> logits.
  [[nodiscard]] torch::jit::Module export_module() const;

 private:
  struct Layer {
    std::string name;
    std::array<int64_t, 4> kernel;  // out, in, height, width
    int64_t stride = 1, padding = 1;
    std::string pool;  // name of the 2 x 2 pool behind it; empty: none
  };
  [[nodiscard]] static const std::vector<Layer>& layers();

  std::vector<NormedConv> convs_;
  CaptionDecoder decoder_;
  torch::jit::Module trained_decoder_;
};

// The last convolution's maps of an exported module, behind their ReLU, off the tape. pictures: as
// the model wants them.
[[nodiscard]] at::Tensor features_of(const torch::jit::Module& model, const at::Tensor& pictures);

}  // namespace vidcam::samples
