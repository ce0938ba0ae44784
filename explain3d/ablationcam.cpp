#include "explain3d/ablationcam.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

#include <vector>

#include "explain3d/cam_sums.h"

namespace vidcam {
namespace {

// The channels [K] of A [K, T, H, W] that are not 0 everywhere already.
at::Tensor live_channels(const at::Tensor& A) { return (A != 0).flatten(1).any(1); }

// y - y_k [K] of one clip: A [K, T, H, W], y its score.
at::Tensor drops(const Probe& model, int64_t clip, const at::Tensor& A) {
  const at::Tensor live = live_channels(A), channels = live.nonzero().squeeze(1);
  const auto without = [&](int64_t from, int64_t to) {
    const at::Tensor gone = channels.slice(0, from, to);
    const at::Tensor rows = at::arange(to - from, gone.options());
    return A.unsqueeze(0)
        .repeat({to - from, 1, 1, 1, 1})
        .index_put_({rows, gone}, at::zeros({}, A.options()));
  };
  const at::Tensor y = model.scores_of_activations(clip, channels.numel(), without);
  const at::Tensor drop = (model.scores()[clip] - y).to(A.options());
  return at::zeros_like(live, A.options()).masked_scatter(live, drop);
}

}  // namespace

Conventions AblationCam::conventions(const CamOptions& /*options*/) const {
  return {{"ablated_value", "0"},
          {"divided_by", "|y|; the paper's y would turn the map over where it is negative"},
          {"pool", "volume, whatever --pool says"}};
}

int64_t AblationCam::further_clips(const Evidence& evidence, const CamOptions& /*options*/) const {
  return live_channels(evidence.A.flatten(0, 1)).sum().item<int64_t>();
}

Maps AblationCam::explain(const Evidence& evidence, const CamOptions& options) const {
  const at::Tensor& A = evidence.A;
  const Probe& model = evidence.model();
  std::vector<at::Tensor> rows;
  for (int64_t n = 0; n < A.size(0); ++n) rows.push_back(drops(model, n, A[n]));
  const at::Tensor y = model.scores().unsqueeze(1);
  const at::Tensor w = at::stack(rows) / y.abs().masked_fill(y == 0, 1).to(A.options());
  return weighted_map(w.view({A.size(0), A.size(1), 1, 1, 1}), A, options.rectify);
}

}  // namespace vidcam
