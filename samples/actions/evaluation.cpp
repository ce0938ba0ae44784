#include "samples/actions/evaluation.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "samples/actions/action_net.h"
#include "samples/training/heat_share.h"
#include "samples/training/schedule.h"

namespace vidcam::samples {
namespace {

constexpr int kBatch = 16;
constexpr int kT = ActionNet::kFrames, kH = ActionNet::kHeight, kW = ActionNet::kWidth;

std::vector<ClipChoice> choose(uint64_t first_seed, int clips) {
  check_unseen(first_seed, clips);
  std::vector<ClipChoice> choices;
  for (int i = 0; i < clips; ++i) {
    const uint64_t seed = first_seed + static_cast<uint64_t>(i);
    choices.push_back({seed, static_cast<Action>(i % kActions), kMostFrames,
                       Random(~seed).below(kMostFrames - kT + 1)});
  }
  return choices;
}

at::Tensor actions_of(const std::vector<ClipChoice>& choices) {
  std::vector<int64_t> actions;
  actions.reserve(choices.size());
  for (const ClipChoice& each : choices) actions.push_back(static_cast<int64_t>(each.action));
  return at::tensor(actions);
}

// [N, T, H, W]: 1 where a pixel's centre lies in the actor's box.
at::Tensor box_masks(const std::vector<ClipChoice>& choices) {
  at::Tensor masks = at::zeros({static_cast<int64_t>(choices.size()), kT, kH, kW});
  const auto edge = [](double v) { return static_cast<int64_t>(std::ceil(v - 0.5)); };
  for (size_t i = 0; i < choices.size(); ++i) {
    const Scene scene(choices[i].seed, choices[i].action, choices[i].frames);
    for (int t = 0; t < kT; ++t) {
      const Box box = scene.box(choices[i].first_frame + t, kW, kH);
      masks[static_cast<int64_t>(i)][t]
          .slice(0, edge(box.y0), edge(box.y1))
          .slice(1, edge(box.x0), edge(box.x1))
          .fill_(1);
    }
  }
  return masks;
}

at::Tensor logits_of(torch::jit::Module& model, const at::Tensor& input) {
  return model.forward({input}).toTensor();
}

// relu(sum_k w_k A^k), upsampled to the input.
at::Tensor weighted_map(const at::Tensor& weights, const at::Tensor& a) {
  const at::Tensor map = at::relu((weights * a).sum(1, true));
  return at::upsample_trilinear3d(map, at::IntArrayRef{kT, kH, kW}, false).squeeze(1);
}

// What the strongest places are taken of: the last convolution's output, rectified.
at::Tensor last_features(const torch::jit::Module& model, const at::Tensor& input) {
  const at::NoGradGuard no_tape;
  at::Tensor a = input;
  for (const auto& child : model.named_children()) {
    if (child.name == "pool4") break;
    torch::jit::Module layer = child.value;
    a = layer.forward({a}).toTensor();
    if (child.name.rfind("conv", 0) == 0) a = at::relu(a);
  }
  return a;
}

}  // namespace

Heats explain(torch::jit::Module& model, const at::Tensor& input, const at::Tensor& actions) {
  const at::Tensor a = last_features(model, input).detach().requires_grad_(true);
  const at::Tensor peaks = model.attr("pool4").toModule().forward({a}).toTensor();
  const at::Tensor logits =
      model.attr("fc8").toModule().forward({peaks.mean({2, 3, 4})}).toTensor();
  const at::Tensor score = logits.gather(1, actions.unsqueeze(1)).sum();
  const at::Tensor g = torch::autograd::grad({score}, {a})[0];
  const at::NoGradGuard no_tape;
  const at::Tensor w = g.mean({2, 3, 4}, true);
  const at::Tensor s = a.sum({2, 3, 4}, true);
  const at::Tensor w_pp = (at::relu(g) / (2 + s * g)).nan_to_num(0, 0, 0).sum({2, 3, 4}, true);
  return {logits.detach(), weighted_map(w, a.detach()), weighted_map(w_pp, a.detach())};
}

Evaluation evaluate(torch::jit::Module& model, uint64_t first_seed, int clips) {
  const std::vector<ClipChoice> all = choose(first_seed, clips);
  Evaluation sum;
  for (size_t first = 0; first < all.size(); first += kBatch) {
    std::vector<ClipChoice> some(
        all.begin() + static_cast<std::ptrdiff_t>(first),
        all.begin() + static_cast<std::ptrdiff_t>(std::min(all.size(), first + kBatch)));
    const at::Tensor actions = actions_of(some);
    const Heats heats = explain(model, normalised(draw_clips(some)), actions);
    const at::Tensor masks = box_masks(some);
    sum.clips += static_cast<int>(some.size());
    sum.accuracy += heats.logits.argmax(1).eq(actions).sum().item<double>();
    sum.box_area += masks.mean({1, 2, 3}).sum().item<double>();
    sum.gradcam_in_box += share_under(masks, heats.gradcam);
    sum.gradcam_pp_in_box += share_under(masks, heats.gradcam_pp);
    for (ClipChoice& each : some) each.still = true;
    const at::NoGradGuard no_tape;
    sum.still_accuracy +=
        logits_of(model, normalised(draw_clips(some))).argmax(1).eq(actions).sum().item<double>();
  }
  for (double* each : {&sum.accuracy, &sum.still_accuracy, &sum.box_area, &sum.gradcam_in_box,
                       &sum.gradcam_pp_in_box}) {
    *each /= sum.clips;
  }
  return sum;
}

}  // namespace vidcam::samples
