#include "samples/memory_training.h"

#include <ATen/ATen.h>
#include <torch/optim/adamw.h>

#include <cstdio>
#include <vector>

#include "samples/crossing_clips.h"
#include "samples/memory_net.h"
#include "samples/roughen.h"
#include "samples/schedule.h"

namespace vidcam::samples {
namespace {

// The first steps at which it can be known where a shape will be, and which way it goes.
constexpr int64_t kPlaceKnown = 2, kWayKnown = 4;
constexpr double kSilhouetteWeight = 2;  // of its pixels: there are few

at::Tensor cross_entropy(const at::Tensor& logits, const at::Tensor& truth) {
  return at::cross_entropy_loss(logits.flatten(0, 1), truth.flatten());
}

at::Tensor loss_of(const MemoryNet::Output& out, const CrossingClips& truth, double sparsity) {
  const auto from = [](const at::Tensor& x, int64_t step) { return x.slice(1, step); };
  const at::Tensor silhouette = at::binary_cross_entropy_with_logits(
      from(out.next, kPlaceKnown), from(truth.next, kPlaceKnown), {},
      at::full({1}, kSilhouetteWeight));
  const at::Tensor place =
      cross_entropy(from(out.places, kPlaceKnown), from(truth.places, kPlaceKnown));
  const at::Tensor each_way =
      cross_entropy(from(out.votes, kWayKnown),
                    truth.ways.unsqueeze(1).expand({-1, out.votes.size(1) - kWayKnown}));
  const at::Tensor way = at::cross_entropy_loss(out.votes.mean(1), truth.ways);
  return 2 * silhouette + place + each_way + way + sparsity * out.hidden.abs().mean();
}

// All gradients together are at most so long.
void cut_gradients(const std::vector<at::Tensor>& parameters, double longest) {
  at::Tensor squares = at::zeros({});
  for (const at::Tensor& p : parameters) squares = squares + p.grad().square().sum();
  const double length = squares.sqrt().item<double>();
  if (length <= longest) return;
  for (const at::Tensor& p : parameters) p.grad().mul_(longest / length);
}

}  // namespace

torch::jit::Module train_memory(const MemoryTrainingOptions& options) {
  MemoryNet net(options.seed);
  torch::optim::AdamW optimizer(
      net.parameters(),
      torch::optim::AdamWOptions(options.learning_rate).weight_decay(options.weight_decay));
  Progress progress;
  const Schedule schedule(options.steps, options.minutes, options.learning_rate);
  uint64_t next_seed = kFirstTrainingSeed * (1 + options.seed);
  for (int step = 0; schedule.goes_on(step); ++step) {
    optimizer.param_groups()[0].options().set_lr(schedule.rate(step));
    const CrossingClips clips = draw_crossings(next_seed, options.batch);
    next_seed += static_cast<uint64_t>(options.batch);
    const auto out = net.forward_training(normalised_crossings(roughen(clips.pictures)));
    const at::Tensor loss = loss_of(out, clips, options.sparsity);
    optimizer.zero_grad();
    loss.backward();
    cut_gradients(net.parameters(), options.largest_gradient);
    optimizer.step();
    const at::Tensor right = out.votes.mean(1).argmax(1).eq(clips.ways);
    progress.add(loss.item<double>(), right.to(at::kFloat).mean().item<double>());
    if (step % 25 != 24) continue;
    std::printf("step %4d  loss %.3f  right %.2f  %.1f min\n", step + 1, progress.loss,
                progress.right, schedule.minutes());
    std::fflush(stdout);
  }
  return net.export_module();
}

}  // namespace vidcam::samples
