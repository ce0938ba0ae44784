#pragma once

#include <torch/csrc/jit/api/module.h>

#include <cstdint>

#include "samples/distill/student_loss.h"

namespace vidcam::samples {

struct DistillOptions {
  int steps = 0;
  int batch = 32;  // pictures a step
  double learning_rate = 3e-3;
  double weight_decay = 0.01;
  double minutes = 600;  // never reached: a run on a busy machine is the same run
  uint64_t seed = 1;
};

[[nodiscard]] SceneNet::Size teacher_size();
[[nodiscard]] SceneNet::Size student_size();

// On scenes drawn while it learns, as SceneNet::export_module() gives it.
[[nodiscard]] torch::jit::Module train_teacher(const DistillOptions& options);

// On batches drawn at random from `taught`; first weights and batches depend on the seed alone, not
// on the loss.
[[nodiscard]] torch::jit::Module train_student(const StudentLoss& loss, const Taught& taught,
                                               const DistillOptions& options);

}  // namespace vidcam::samples
