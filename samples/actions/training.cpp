#include "samples/actions/training.h"

#include <ATen/ATen.h>

#include <vector>

#include "samples/actions/action_clips.h"
#include "samples/actions/action_net.h"
#include "samples/training/roughen.h"
#include "samples/training/training_loop.h"

namespace vidcam::samples {
namespace {

struct Batch {
  at::Tensor input;    // as the model wants it
  at::Tensor actions;  // [N] int64
};

// Scenes from first_seed on, each with an action and a moment of its own.
Batch make_batch(uint64_t first_seed, const TrainingOptions& options, Random& random) {
  std::vector<ClipChoice> choices;
  std::vector<int64_t> actions;
  for (int i = 0; i < options.batch; ++i) {
    actions.push_back(i % kActions);
    choices.push_back({first_seed + static_cast<uint64_t>(i), static_cast<Action>(i % kActions),
                       kMostFrames, random.below(kMostFrames - ActionNet::kFrames + 1),
                       options.still});
  }
  return {normalised(roughen(draw_clips(choices))), at::tensor(actions)};
}

}  // namespace

torch::jit::Module train_actions(const TrainingOptions& options) {
  ActionNet net(kActions, options.seed, options.depth);
  Random random(options.seed);
  const auto step = [&](uint64_t first_seed, double done) -> StepOutcome {
    const Batch batch = make_batch(first_seed, options, random);
    const ActionNet::Output out = net.forward_training(batch.input);
    const at::Tensor loss = at::cross_entropy_loss(out.logits, batch.actions) +
                            options.sparsity * done * out.features.mean();
    return {loss, out.logits.argmax(1).eq(batch.actions).to(at::kFloat).mean()};
  };
  train_by_steps(net.parameters(), plan_of(options, 25), step);
  return net.export_module();
}

}  // namespace vidcam::samples
