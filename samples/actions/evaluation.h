#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/api/module.h>

#include <cstdint>

#include "samples/actions/action_clips.h"

namespace vidcam::samples {

struct Evaluation {
  int clips = 0;
  double accuracy = 0;  // share of clips whose action was found
  double still_accuracy =
      0;  // the same where each clip is one of its frames, sixteen times: chance, if all is well
  double box_area = 0;        // the actor's box, mean share of the picture
  double gradcam_in_box = 0;  // mean share of the heat that lies in it, for the true action
  double gradcam_pp_in_box = 0;
};

// Scenes first_seed, first_seed + 1 ... with the actions in turn. Throws std::invalid_argument
// where a seed would be one that is trained on.
[[nodiscard]] Evaluation evaluate(torch::jit::Module& model, uint64_t first_seed, int clips);

// Both maps of a batch, written out for this network alone, from autograd, with the symbols of
// explain3d: A at the last convolution behind its ReLU, g = dS/dA, w_k pooled over T, H, W. [N, T,
// H, W] of the input's size.
struct Heats {
  at::Tensor logits;
  at::Tensor gradcam, gradcam_pp;
};
[[nodiscard]] Heats explain(torch::jit::Module& model, const at::Tensor& input,
                            const at::Tensor& actions);

}  // namespace vidcam::samples
