#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>

namespace vidcam::samples {

struct AnswerTrainingOptions {
  int steps = 1500;
  int batch = 48;  // pictures a step, each with one question
  double learning_rate = 4e-3;
  double weight_decay = 0.01;
  // So that the network never gets so sure of an answer that its gradient is lost in rounding.
  double label_smoothing = 0.01;
  // Weight, falling to 0 over the first half of the steps, of -log of the attention that lies in
  // the box of the thing asked about: the network is first told where to look, then left alone.
  double guidance = 1;
  double minutes = 20;  // the schedule ends after this time if the steps have not
  uint64_t seed = 1;
};

// Trains an AnswerHead on the feature maps of a trained captioner, which stays as it is, with
// questions about scenes drawn while it learns; prints a line every 100 steps.
[[nodiscard]] torch::jit::Module train_answers(const torch::jit::Module& captioner,
                                               const AnswerTrainingOptions& options);

struct AnswerEvaluation {
  int questions = 0;
  double right = 0;  // share of answers
  // Of what rests on one thing: the mean share of Grad-CAM's heat at the last convolution that lies
  // in its box, and in the other thing's.
  double in_box = 0, in_other_box = 0;
  double box_area = 0;  // such a box, mean share of the picture
};

// Scenes first_seed, first_seed + 1 ..., a question each. Throws std::invalid_argument where one is
// trained on.
[[nodiscard]] AnswerEvaluation evaluate_answers(torch::jit::Module& model, uint64_t first_seed,
                                                int count);

}  // namespace vidcam::samples
