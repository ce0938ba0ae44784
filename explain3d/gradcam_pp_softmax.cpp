#include "explain3d/gradcam_pp_softmax.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/argsort.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros_like.h>

#include <cstdio>
#include <limits>
#include <vector>

#include "explain3d/cam_sums.h"
#include "explain3d/gradcam_pp_alpha.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

// Which classes are asked for, likeliest first, and what they weigh.
struct Ranks {
  at::Tensor classes;  // [N, passes] on the CPU
  at::Tensor weights;  // [N, passes] float64: Y^k / r; 0 for the class explained, and for classes
                       // that this clip can do without
  at::Tensor rest;     // [N] float64: r, the probability of all classes but the one explained
};

at::Tensor as_column(std::span<const int64_t> classes) {
  std::vector<int64_t> copy(classes.begin(), classes.end());
  return at::from_blob(copy.data(), {static_cast<int64_t>(copy.size()), 1}, at::kLong).clone();
}

Ranks rank_classes(const Probe& model, double bound) {
  const at::Tensor Y = model.logits().to(at::kCPU).softmax(1, at::kDouble);
  const at::Tensor order = at::argsort(Y, /*stable=*/true, /*dim=*/1, /*descending=*/true);
  const at::Tensor others = Y.scatter(1, as_column(model.aim().classes), 0).gather(1, order);
  // What is still missing before each rank; summed from the small end.
  const at::Tensor missing = others.flip(1).cumsum(1).flip(1);
  const at::Tensor r = missing.select(1, 0);
  const at::Tensor left_out = missing <= r.unsqueeze(1) * bound;  // false where NaN
  const int64_t passes = left_out.logical_not().any(0).sum().item<int64_t>();
  const at::Tensor weights = (others / r.unsqueeze(1)).masked_fill(left_out, 0);
  return {order.narrow(1, 0, passes), weights.narrow(1, 0, passes), r};
}

at::Tensor per_clip(const at::Tensor& x, const at::Tensor& like) {
  return x.to(like.options()).reshape({-1, 1, 1, 1, 1});
}

// [rank][clip]
std::vector<std::vector<int64_t>> by_rank(const Ranks& ranks) {
  std::vector<std::vector<int64_t>> classes;
  for (const at::Tensor& column : ranks.classes.unbind(1)) {
    const at::Tensor one = column.contiguous();
    const auto* first = one.const_data_ptr<int64_t>();
    classes.emplace_back(first, first + one.numel());
  }
  return classes;
}

// e_1, e_2, e_3 over r, of gradients over `unit`.
struct Moments {
  at::Tensor e1, e2, e3;  // [N, C, T, H, W]
};

Moments moments(const Probe& model, const Ranks& ranks, const at::Tensor& own,
                const at::Tensor& unit) {
  Moments m{at::zeros_like(own), at::zeros_like(own), at::zeros_like(own)};
  model.each_logit_gradient(by_rank(ranks), [&](size_t rank, const at::Tensor& g) {
    const at::Tensor b = (g - own) / unit;
    at::Tensor term = per_clip(ranks.weights.select(1, static_cast<int64_t>(rank)), b) * b;
    m.e1 += term;
    m.e2 += term.mul_(b);
    m.e3 += term.mul_(b);
  });
  return m;
}

}  // namespace

Conventions GradCamPlusPlusSoftmax::conventions(const CamOptions& options) const {
  char bound[32];
  std::snprintf(bound, sizeof(bound), "%g", options.softmax_bound);
  return {{"score", "the class's softmax probability, whatever --score says"},
          {"scale", "Y' over Y (1 - Y)"},
          {"classes_left_out",
           std::string("together at most ") + bound + " of the probability of all other classes"}};
}

int64_t GradCamPlusPlusSoftmax::further_clips(const Evidence& evidence,
                                              const CamOptions& options) const {
  const Ranks ranks = rank_classes(evidence.model(), options.softmax_bound);
  return (1 + ranks.classes.size(1)) * evidence.A.size(0);
}

Maps GradCamPlusPlusSoftmax::explain(const Evidence& evidence, const CamOptions& options) const {
  const Probe& model = evidence.model();
  if (!model.aim().versus.empty())
    throw Error(ExitCode::Usage,
                "gradcam++-softmax explains one class's probability: its derivatives are derived "
                "for that, not for a difference; leave it or --versus out");
  const Ranks ranks = rank_classes(model, options.softmax_bound);
  const at::Tensor own = model.logit_gradient(model.aim().classes);
  const at::Tensor largest = own.abs().amax({1, 2, 3, 4}, true);
  const at::Tensor unit = largest.masked_fill(largest == 0, 1);
  const auto [e1, e2, e3] = moments(model, ranks, own, unit);

  const at::Tensor r = per_clip(ranks.rest, own);
  const at::Tensor d2 = 2 * r * e1 * e1 - e2;                              // Y'' / (Y r)
  const at::Tensor d3 = -6 * r * r * e1 * e1 * e1 + 6 * r * e1 * e2 - e3;  // Y''' / (Y r)
  const at::Tensor s = sum_over_positions(evidence.A, options.pool) * unit;
  constexpr double kNoWeight = std::numeric_limits<double>::infinity();  // alpha = 0 where Y'' = 0
  const at::Tensor below = (s * d3 / d2 + 2).masked_fill(d2 == 0, kNoWeight);
  // Of -Y all three derivatives change their sign, alpha stays.
  const at::Tensor d1 = model.aim().against ? e1 : -e1;  // Y' / (Y r)
  return gradcam_pp_map(evidence.A, below, d1.relu() * unit, options);
}

}  // namespace vidcam
