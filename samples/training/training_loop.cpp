#include "samples/training/training_loop.h"

#include <ATen/ATen.h>
#include <torch/optim/adamw.h>

#include <cstdio>

#include "samples/training/schedule.h"

namespace vidcam::samples {
namespace {

// Means that forget, for the line that tells how far a training is.
struct Progress {
  double loss = 0, right = 0;
  void add(double step_loss, double step_right) {
    const double keep = loss == 0 ? 0 : 0.95;
    loss = keep * loss + (1 - keep) * step_loss;
    right = keep * right + (1 - keep) * step_right;
  }
};

void cut_gradients(const std::vector<at::Tensor>& parameters, double longest) {
  at::Tensor squares = at::zeros({});
  for (const at::Tensor& p : parameters) squares = squares + p.grad().square().sum();
  const double length = squares.sqrt().item<double>();
  if (length <= longest) return;
  for (const at::Tensor& p : parameters) p.grad().mul_(longest / length);
}

}  // namespace

void train_by_steps(const std::vector<at::Tensor>& parameters, const TrainingPlan& plan,
                    const std::function<StepOutcome(uint64_t first_seed, double done)>& step) {
  torch::optim::AdamW optimizer(
      parameters, torch::optim::AdamWOptions(plan.learning_rate).weight_decay(plan.weight_decay));
  uint64_t next_seed = kFirstTrainingSeed * (1 + plan.seed);
  Progress progress;
  const Schedule schedule(plan.steps, plan.minutes, plan.learning_rate);
  for (int i = 0; schedule.goes_on(i); ++i) {
    optimizer.param_groups()[0].options().set_lr(schedule.rate(i));
    const StepOutcome out = step(next_seed, schedule.done(i));
    next_seed += static_cast<uint64_t>(plan.batch);
    optimizer.zero_grad();
    out.loss.backward();
    if (plan.largest_gradient > 0) cut_gradients(parameters, plan.largest_gradient);
    optimizer.step();
    progress.add((out.told.defined() ? out.told : out.loss).item<double>(),
                 out.right.item<double>());
    if ((i + 1) % plan.told_every != 0) continue;
    std::printf("step %4d  loss %.3f  right %.2f  %.1f min\n", i + 1, progress.loss, progress.right,
                schedule.minutes());
    std::fflush(stdout);
  }
}

}  // namespace vidcam::samples
