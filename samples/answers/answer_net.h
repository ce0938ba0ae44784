#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <string>
#include <utility>
#include <vector>

#include "samples/training/script_parts.h"

namespace vidcam::samples {

// The half of a VQA network that answers: the question says where to look in the feature maps A,
// and what to make of what is seen there. With b the bag of the question's words and A_p the
// channels of place p:
//
//   q = tanh(b W_q)
//   alpha = softmax over places of (A_p K) . (q Q)      (dot-product attention)
//   c = sum_p alpha_p A_p
//   logits = relu([c, q] W_1 + b_1) W_2 + b_2
//
// Nothing of the picture comes in but through c.
class AnswerHead {
 public:
  struct Sizes {
    int64_t words = 0;     // of the questions
    int64_t channels = 0;  // of A
    int64_t answers = 0;
  };
  // Weights drawn from ATen's generator.
  explicit AnswerHead(const Sizes& sizes);

  // Weights to train; module()'s own, so that it follows them.
  [[nodiscard]] std::vector<at::Tensor> parameters() const;

  // forward(A float [N, C, rows, columns], question float [N, words]) -> logits [N, answers].
  // trained: with the weights themselves; else with copies, off the tape.
  [[nodiscard]] torch::jit::Module module(const ScriptUnit& unit, bool trained) const;

  // alpha, [N, rows * columns], by the trained weights.
  [[nodiscard]] at::Tensor attention(const at::Tensor& A, const at::Tensor& question) const;

 private:
  [[nodiscard]] const at::Tensor& weight(const std::string& name) const;

  std::vector<std::pair<std::string, at::Tensor>> weights_;
};

// A TorchScript module with forward(pictures, question) -> logits: the captioner's convolutions
// (CaptionNet's exported module) before this head.
[[nodiscard]] torch::jit::Module answer_module(const torch::jit::Module& captioner,
                                               const AnswerHead& head);

}  // namespace vidcam::samples
