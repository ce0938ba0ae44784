#include "samples/memory/memory_evaluation.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <vector>

#include "samples/memory/crossing_clips.h"
#include "samples/memory/memory_net.h"
#include "samples/training/schedule.h"

namespace vidcam::samples {
namespace {

constexpr int kBatch = 20;

at::Tensor called(torch::jit::Module& model, const char* layer, const at::Tensor& x) {
  return model.attr(layer).toModule().forward({x}).toTensor();
}

// As MemoryNet's note has it.
at::Tensor vote(torch::jit::Module& model, const at::Tensor& h) {
  const at::Tensor places = called(model, "where2", called(model, "where1", h).relu()).flatten(1);
  return (called(model, "votes", h).flatten(2) * places.softmax(1).unsqueeze(1)).sum(2) * 3;
}

// relu(sum_k w_k A^k), upsampled to the input; A, g: [N, C, h, w].
at::Tensor heat_of(const at::Tensor& A, const at::Tensor& g) {
  const at::Tensor map = (g.mean({2, 3}, true) * A).sum(1, true).relu();
  return at::upsample_bilinear2d(map, {MemoryNet::kHeight, MemoryNet::kWidth}, false).squeeze(1);
}

at::Tensor share_in(const at::Tensor& boxes, const at::Tensor& heat) {
  return (boxes * heat).sum({2, 3}) / heat.sum({2, 3}).clamp_min(1e-12);
}

double right(const at::Tensor& logits, const at::Tensor& ways) {
  return logits.argmax(1).eq(ways).sum().item<double>();
}

// What was seen of a few crossings, as sums.
struct Sums {
  double right = 0, still_right = 0, silhouettes = 0, area = 0, lit = 0, dark = 0;
  double steps = 0, dark_steps = 0;
};

void add(Sums& sums, torch::jit::Module& model, const CrossingClips& clips) {
  const at::Tensor input = normalised_crossings(clips.pictures);
  const MemoryHeats heats = explain_memory(model, input, clips.ways);
  const at::NoGradGuard no_tape;
  sums.right += right(heats.logits, clips.ways);
  const at::Tensor still = input.narrow(2, 0, 1).expand_as(input);
  sums.still_right += right(model.forward({still}).toTuple()->elements()[0].toTensor(), clips.ways);
  const at::Tensor seen = heats.silhouette.gt(0.5), truth = clips.next.select(1, -1).gt(0.5);
  const at::Tensor both = seen.logical_and(truth).sum({1, 2}).to(at::kDouble);
  sums.silhouettes += (both / seen.logical_or(truth).sum({1, 2})).sum().item<double>();
  const at::Tensor boxes = clips.boxes.slice(1, 1), dark = clips.dark.slice(1, 1);
  const at::Tensor share = share_in(boxes, heats.gradcam.slice(1, 1)).to(at::kDouble);
  sums.area += boxes.mean({2, 3}).sum().item<double>();
  sums.lit += (share * dark.logical_not()).sum().item<double>();
  sums.dark += (share * dark).sum().item<double>();
  sums.steps += static_cast<double>(dark.numel());
  sums.dark_steps += dark.sum().item<double>();
}

}  // namespace

MemoryHeats explain_memory(torch::jit::Module& model, const at::Tensor& input,
                           const at::Tensor& ways) {
  for (const at::Tensor& parameter : model.parameters()) parameter.set_requires_grad(false);
  at::Tensor h =
      at::zeros({input.size(0), MemoryNet::kHidden, MemoryNet::kRows, MemoryNet::kColumns})
          .requires_grad_(true);
  at::Tensor c = at::zeros_like(h), logits = at::zeros({input.size(0), kWays});
  std::vector<at::Tensor> hidden, maps;
  hidden.reserve(static_cast<size_t>(input.size(2)));
  maps.reserve(static_cast<size_t>(input.size(2)));
  torch::jit::Module cell = model.attr(MemoryNet::kRecurrentLayer).toModule();
  for (int64_t t = 0; t < input.size(2); ++t) {
    const at::Tensor seen =
        called(model, "conv2", called(model, "conv1", input.select(2, t)).relu()).relu();
    const auto state = cell.forward({seen, h, c}).toTuple();
    h = state->elements()[0].toTensor();
    c = state->elements()[1].toTensor();
    hidden.push_back(h);
    logits = logits + vote(model, h) / input.size(2);
  }
  const auto g = torch::autograd::grad({logits.gather(1, ways.unsqueeze(1)).sum()}, hidden);
  const at::NoGradGuard no_tape;
  for (size_t t = 0; t < hidden.size(); ++t) maps.push_back(heat_of(hidden[t].detach(), g[t]));
  const at::Tensor next = at::pixel_shuffle(called(model, "next1", h.detach()), 4).sigmoid();
  return {logits.detach(), next.squeeze(1), at::stack(maps, 1)};
}

MemoryEvaluation evaluate_memory(torch::jit::Module& model, uint64_t first_seed, int crossings) {
  check_unseen(first_seed, crossings);
  Sums sums;
  for (int first = 0; first < crossings; first += kBatch)
    add(sums, model,
        draw_crossings(first_seed + static_cast<uint64_t>(first),
                       std::min(kBatch, crossings - first)));
  MemoryEvaluation e;
  e.crossings = crossings;
  e.accuracy = sums.right / crossings;
  e.still_accuracy = sums.still_right / crossings;
  e.silhouette = sums.silhouettes / crossings;
  e.box_area = sums.area / sums.steps;
  e.lit_in_box = sums.lit / (sums.steps - sums.dark_steps);
  e.dark_in_box = sums.dark / sums.dark_steps;
  return e;
}

}  // namespace vidcam::samples
