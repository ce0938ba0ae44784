#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>

#include "samples/actions/action_net.h"

namespace vidcam::samples {

struct TrainingOptions {
  int steps = 700;
  int batch = 16;  // clips a step, as many of each action
  double learning_rate = 3e-3;
  double weight_decay = 0.01;
  // Weight, at the end, of the mean activation of the last layer in the loss, growing from 0: dark
  // where nothing happens.
  double sparsity = 0.4;
  double minutes = 30;  // the schedule ends after this time if the steps have not
  uint64_t seed = 1;
  // Every clip is one frame sixteen times: what can be learnt without seeing change.
  bool still = false;
  int depth = ActionNet::kDepth;  // convolutions
};

// Trains an ActionNet on scenes drawn while it learns, with AdamW and a cosine schedule; prints a
// line every 25 steps.
[[nodiscard]] torch::jit::Module train_actions(const TrainingOptions& options);

}  // namespace vidcam::samples
