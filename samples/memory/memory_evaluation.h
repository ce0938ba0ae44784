#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>

namespace vidcam::samples {

struct MemoryEvaluation {
  int crossings = 0;
  double accuracy = 0;        // share of crossings whose way was found
  double still_accuracy = 0;  // the same where each is its first picture throughout
  double silhouette = 0;      // mean of intersection over union, of the next frame's
  // Mean shares over all steps, the first left out (there nothing has moved yet): of the box in the
  // picture, and of Grad-CAM's heat at that step in it, with the light on and in the dark.
  double box_area = 0;
  double lit_in_box = 0;
  double dark_in_box = 0;
};

// Crossings first_seed, first_seed + 1 ..., the ways in turn. Throws std::invalid_argument where a
// seed would be one that is trained on.
[[nodiscard]] MemoryEvaluation evaluate_memory(torch::jit::Module& model, uint64_t first_seed,
                                               int crossings);

// Grad-CAM of the hidden state of every step, from autograd, written out for this network alone:
// w_k of a step is the mean of dS/dh_k over its places, S the score of the way. [N, T, H, W] of the
// input's size.
struct MemoryHeats {
  at::Tensor logits;
  at::Tensor silhouette;  // [N, H, W]
  at::Tensor gradcam;
};
[[nodiscard]] MemoryHeats explain_memory(torch::jit::Module& model, const at::Tensor& input,
                                         const at::Tensor& ways);

}  // namespace vidcam::samples
