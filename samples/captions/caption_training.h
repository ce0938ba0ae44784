#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>

namespace vidcam::samples {

struct CaptionTrainingOptions {
  int steps = 2200;
  int batch = 32;  // pictures a step
  double learning_rate = 3e-3;
  double weight_decay = 0.01;
  // Share of the truth given to all words alike, so that the network never gets so sure of a word
  // that the gradient of its log probability is lost in rounding.
  double label_smoothing = 0.01;
  // Weight, at the end, of the last convolution's mean activation outside of both shapes' boxes,
  // growing from 0 after a third of the steps: dark where there is nothing to name. Which word
  // belongs to which shape it is never told.
  double darkness = 1;
  double minutes = 30;  // the schedule ends after this time if the steps have not
  uint64_t seed = 1;
};

// Trains a CaptionNet on scenes drawn while it learns, each word after the true words before it,
// with AdamW and a cosine schedule; prints a line every 50 steps.
[[nodiscard]] torch::jit::Module train_captions(const CaptionTrainingOptions& options);

}  // namespace vidcam::samples
