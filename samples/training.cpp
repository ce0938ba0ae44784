#include "samples/training.h"

#include <ATen/ATen.h>
#include <torch/optim/adamw.h>

#include <cstdio>
#include <vector>

#include "samples/action_clips.h"
#include "samples/action_net.h"
#include "samples/roughen.h"
#include "samples/schedule.h"

namespace vidcam::samples {
namespace {

struct Batch {
  at::Tensor input;    // as the model wants it
  at::Tensor actions;  // [N] int64
};

// The next scenes of the training seeds, each with an action and a moment of its own.
class BatchMaker {
 public:
  explicit BatchMaker(const TrainingOptions& options)
      : options_(options),
        random_(options.seed),
        next_seed_(kFirstTrainingSeed * (1 + options.seed)) {}

  Batch next() {
    std::vector<ClipChoice> choices;
    std::vector<int64_t> actions;
    for (int i = 0; i < options_.batch; ++i) {
      actions.push_back(i % kActions);
      choices.push_back({next_seed_++, static_cast<Action>(i % kActions), kMostFrames,
                         random_.below(kMostFrames - ActionNet::kFrames + 1), options_.still});
    }
    return {normalised(roughen(draw_clips(choices))), at::tensor(actions)};
  }

 private:
  TrainingOptions options_;
  Random random_;
  uint64_t next_seed_;
};

double share_right(const at::Tensor& logits, const at::Tensor& actions) {
  return logits.argmax(1).eq(actions).to(at::kFloat).mean().item<double>();
}

}  // namespace

torch::jit::Module train_actions(const TrainingOptions& options) {
  ActionNet net(kActions, options.seed);
  BatchMaker batches(options);
  torch::optim::AdamW optimizer(
      net.parameters(),
      torch::optim::AdamWOptions(options.learning_rate).weight_decay(options.weight_decay));
  Progress progress;
  const Schedule schedule(options.steps, options.minutes, options.learning_rate);
  for (int step = 0; schedule.goes_on(step); ++step) {
    const double done = schedule.done(step);
    optimizer.param_groups()[0].options().set_lr(schedule.rate(step));
    const Batch batch = batches.next();
    const ActionNet::Output out = net.forward_training(batch.input);
    const at::Tensor loss = at::cross_entropy_loss(out.logits, batch.actions) +
                            options.sparsity * done * out.features.mean();
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    progress.add(loss.item<double>(), share_right(out.logits, batch.actions));
    if (step % 25 == 24) {
      std::printf("step %4d  loss %.3f  right %.2f  %.1f min\n", step + 1, progress.loss,
                  progress.right, schedule.minutes());
      std::fflush(stdout);
    }
  }
  return net.export_module();
}

}  // namespace vidcam::samples
