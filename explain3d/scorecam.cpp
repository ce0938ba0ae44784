#include "explain3d/scorecam.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/aminmax.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/zeros_like.h>

#include <vector>

#include "explain3d/cam_sums.h"

namespace vidcam {
namespace {

// A^k of some channels [K, T, H, W] over the input of one clip, each 0..1: [K, 1, T, H, W] at the
// input's size, or [K, 1, H, W].
at::Tensor masks(const at::Tensor& A, const at::Tensor& input) {
  const int64_t frames = input.dim() == 4 ? input.size(1) : 1;
  const at::Tensor H = unit_map(A, {frames, input.size(-2), input.size(-1)});
  return input.dim() == 4 ? H.unsqueeze(1) : H;
}

// The channels [K] that have a mask: those of A [K, T, H, W] that are not the same everywhere.
at::Tensor varying_channels(const at::Tensor& A) {
  auto [low, high] = at::aminmax(A.flatten(1), /*dim=*/1);
  return low < high;
}

// w [K] of one clip: A [K, T, H, W].
at::Tensor weights(const Probe& model, int64_t clip, const at::Tensor& A) {
  const at::Tensor X = model.input()[clip];
  const at::Tensor varying = varying_channels(A);
  const at::Tensor channels = varying.nonzero().squeeze(1);
  const auto masked = [&](int64_t from, int64_t to) {
    const at::Tensor H = masks(A.index_select(0, channels.slice(0, from, to)), X);
    return H.to(X.scalar_type()) * X;
  };
  const at::Tensor S = model.scores_of_inputs(clip, channels.numel(), masked);
  return at::zeros_like(varying, A.options()).masked_scatter(varying, S.softmax(0).to(A.options()));
}

}  // namespace

Conventions ScoreCam::conventions(const CamOptions& /*options*/) const {
  return {
      {"mask", "A^k upsampled trilinearly (half-pixel) to the input, min-max over the clip"},
      {"masked_input", "mask times the normalised input; where it is 0, the card's mean colour"},
      {"weights", "softmax over the channels (algorithm 1)"},
      {"baseline", "none; it cancels in the softmax"},
      {"constant_channels", "weight 0"},
      {"pool", "volume, whatever --pool says"}};
}

int64_t ScoreCam::further_clips(const Evidence& evidence, const CamOptions& /*options*/) const {
  return varying_channels(evidence.A.flatten(0, 1)).sum().item<int64_t>();
}

Maps ScoreCam::explain(const Evidence& evidence, const CamOptions& options) const {
  const at::Tensor& A = evidence.A;
  std::vector<at::Tensor> w;
  for (int64_t n = 0; n < A.size(0); ++n) w.push_back(weights(evidence.model(), n, A[n]));
  return weighted_map(at::stack(w).view({A.size(0), A.size(1), 1, 1, 1}), A, options.rectify);
}

}  // namespace vidcam
