#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <string>
#include <utility>
#include <vector>

#include "samples/training/script_parts.h"

namespace vidcam::samples {

// The half of the captioner that writes: an LSTM which looks at the feature maps A before each
// word. With x_t the vector of token t, c_t what was seen and V the places of A, each with its two
// coordinates behind its channels:
//
//   h_t = LSTM([x_t, c_(t-1)], h_(t-1))
//   alpha_t = softmax over places of (V K) . (h_t Q)      (dot-product attention)
//   c_t = sum over places of alpha_t V
//   logits_t = [h_t, c_t] W + b
//
// (Xu et al.: Show, Attend and Tell, arXiv 1502.03044, with the look before the word, and the
// attention of Luong et al., arXiv 1508.04025.) Nothing of the picture comes in but through c_t: so
// the gradient of a word's probability falls on the places that were looked at.
class CaptionDecoder {
 public:
  struct Sizes {
    int64_t words = 0;     // of the vocabulary
    int64_t channels = 0;  // of A
    int64_t rows = 0, columns = 0;
  };
  // Weights drawn from ATen's generator.
  explicit CaptionDecoder(const Sizes& sizes);

  // Weights to train; module()'s own, so that it follows them.
  [[nodiscard]] std::vector<at::Tensor> parameters() const;

  // forward(A float [N, C, rows, columns], tokens int64 [N, L >= 1]) -> logits [N, L, words].
  // trained: with the weights themselves; else with copies, off the tape.
  [[nodiscard]] torch::jit::Module module(const ScriptUnit& unit, bool trained) const;

 private:
  std::vector<std::pair<std::string, at::Tensor>> weights_;
  at::Tensor coordinates_;  // [1, 2, places], in -1..1
};

}  // namespace vidcam::samples
