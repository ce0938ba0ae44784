#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>

namespace vidcam::samples {

struct MemoryTrainingOptions {
  int steps = 700;
  int batch = 16;  // crossings a step, as many of each way
  double learning_rate = 6e-3;
  double weight_decay = 1e-4;
  double largest_gradient = 1;  // longer ones (all parameters together) are cut to this length
  // Weight of the hidden state's mean size in the loss: dark where there is nothing to remember.
  double sparsity = 3;
  double minutes = 30;  // the schedule ends after this time if the steps have not
  uint64_t seed = 1;
};

// Trains a MemoryNet on crossings drawn while it learns: at each step it is asked for the
// silhouette and the place of the moving shape one step later, and for its way, in the dark, too.
// AdamW and a cosine schedule; prints a line every 25 steps.
[[nodiscard]] torch::jit::Module train_memory(const MemoryTrainingOptions& options);

}  // namespace vidcam::samples
