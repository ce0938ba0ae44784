#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace vidcam::samples {

// How long and how fast a network is trained, whatever it learns.
struct TrainingPlan {
  int steps = 0;
  double minutes = 0;  // the schedule ends after this time if the steps have not
  double learning_rate = 0;
  double weight_decay = 0;
  int batch = 0;  // scenes a step
  uint64_t seed = 0;
  double largest_gradient = 0;  // length to which a longer one is cut; 0: never
  int told_every = 25;          // steps from one line on stdout to the next
};

struct StepOutcome {
  at::Tensor loss;       // to be made smaller
  at::Tensor right;      // share of right answers
  at::Tensor told = {};  // what the line says in place of the loss; undefined: the loss
};

// AdamW and a cosine schedule (schedule.h). step(first_seed, done): the batch of scenes from
// first_seed on, none of them drawn before; done: 0..1.
void train_by_steps(const std::vector<at::Tensor>& parameters, const TrainingPlan& plan,
                    const std::function<StepOutcome(uint64_t first_seed, double done)>& step);

// The plan of options that have its members by these names.
template <class Options>
[[nodiscard]] TrainingPlan plan_of(const Options& o, int told_every) {
  return {o.steps, o.minutes, o.learning_rate, o.weight_decay, o.batch, o.seed, 0, told_every};
}

}  // namespace vidcam::samples
