#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "samples/scenes/crossing.h"

namespace vidcam::samples {

// A ConvLSTM (Shi et al. 2015) that follows a moving shape through the dark, step by step, and
// predicts its silhouette in the next frame:
//
//   e_t = relu(conv2(relu(conv1(x_t))))              a quarter of the picture's height and width
//   i, f, o, g = gates([e_t, h_(t-1)])               cell; c_t = sig(f) c_(t-1) + sig(i) tanh(g)
//   h_t = sig(o) tanh(c_t)
//   p_t = softmax over all places of where2(relu(where1(h_t)))
//   v_t = 3 sum over places of p_t * votes(h_t)      which of the four ways it goes, seen at t
//
// logits = mean_t v_t; the silhouette is next1(h_T), four by four pixels a place.
class MemoryNet {
 public:
  // What goes in: [N, 3, kCrossingSteps, kHeight, kWidth] float32, (rgb / 255 - kMean) /
  // kDeviation.
  static constexpr int kHeight = 48, kWidth = 64;
  static constexpr int kRows = kHeight / 4, kColumns = kWidth / 4;  // of the hidden state
  static constexpr int kHidden = 16;
  static constexpr double kMean = 0.4, kDeviation = 0.25;
  static constexpr const char* kRecurrentLayer = "cell";

  explicit MemoryNet(uint64_t seed);

  struct Output {
    at::Tensor votes;   // [N, T, kWays]: v_t
    at::Tensor places;  // [N, T, kRows * kColumns]: before the softmax
    at::Tensor next;    // [N, T, kHeight, kWidth]: the silhouette's logits, of every step
    at::Tensor hidden;  // [N, T, kHidden, kRows, kColumns]: h_t
  };
  [[nodiscard]] Output forward_training(const at::Tensor& input) const;

  [[nodiscard]] std::vector<at::Tensor> parameters() const { return parameters_; }

  // A TorchScript module with forward(x) -> (logits [N, kWays], silhouette [N, 1, kHeight, kWidth],
  // 0..1); "cell" is called kCrossingSteps times and gives (h, c).
  [[nodiscard]] torch::jit::Module export_module() const;

 private:
  struct Layer {
    std::string name;
    std::array<int64_t, 4> kernel;
    int64_t stride = 1, padding = 1;
  };
  [[nodiscard]] static const std::vector<Layer>& layers();
  [[nodiscard]] at::Tensor conv(size_t layer, const at::Tensor& x) const;

  std::vector<at::Tensor> parameters_;  // kernel and bias of each layer
};

}  // namespace vidcam::samples
