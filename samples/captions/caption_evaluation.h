#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>

namespace vidcam::samples {

struct CaptionEvaluation {
  int pictures = 0;
  double exact = 0;  // share of pictures whose greedy caption is right in every word
  // Mean share of a word's Grad-CAM at the last convolution that lies in the box of the thing it
  // names; colour and shape words of the true caption, each after the true words before it.
  double color_in_box = 0, shape_in_box = 0;
  double box_area = 0;  // such a box, mean share of the picture
};

// Scenes first_seed, first_seed + 1 ... Throws std::invalid_argument where one is trained on.
[[nodiscard]] CaptionEvaluation evaluate_captions(torch::jit::Module& model, uint64_t first_seed,
                                                  int count);

// The likeliest token, again and again: int64 [N, 1 + length], the first column <start>. What comes
// after <end> means nothing. pictures: as the model wants them.
[[nodiscard]] at::Tensor greedy_captions(torch::jit::Module& model, const at::Tensor& pictures,
                                         int length);

// [N]: whether the captions agree with the true ones up to their <end>. Both [N, L], true ones
// padded behind it.
[[nodiscard]] at::Tensor captions_right(const at::Tensor& tokens, const at::Tensor& truth);

// Grad-CAM by a few lines of autograd, [N, S, S], S the pictures' side: the gradient of `score`, a
// sum over pictures, pooled over the maps A [N, C, rows, columns], a leaf of its tape;
// relu(sum_k w_k A^k). The tape stays.
[[nodiscard]] at::Tensor picture_heat(const at::Tensor& score, const at::Tensor& A);

}  // namespace vidcam::samples
