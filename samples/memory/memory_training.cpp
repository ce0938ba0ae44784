#include "samples/memory/memory_training.h"

#include <ATen/ATen.h>

#include "samples/memory/crossing_clips.h"
#include "samples/memory/memory_net.h"
#include "samples/training/roughen.h"
#include "samples/training/training_loop.h"

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

}  // namespace

torch::jit::Module train_memory(const MemoryTrainingOptions& options) {
  MemoryNet net(options.seed);
  TrainingPlan plan = plan_of(options, 25);
  plan.largest_gradient = options.largest_gradient;
  const auto step = [&](uint64_t first_seed, double /*done*/) -> StepOutcome {
    const CrossingClips clips = draw_crossings(first_seed, options.batch);
    const auto out = net.forward_training(normalised_crossings(roughen(clips.pictures)));
    const at::Tensor right = out.votes.mean(1).argmax(1).eq(clips.ways);
    return {loss_of(out, clips, options.sparsity), right.to(at::kFloat).mean()};
  };
  train_by_steps(net.parameters(), plan, step);
  return net.export_module();
}

}  // namespace vidcam::samples
