#include "explain3d/cam.h"

#include <cstdio>

#include "explain3d/cam_sums.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

[[noreturn]] void refuse(double share) {
  char percent[32];
  std::snprintf(percent, sizeof(percent), "%.3g", 100 * share);
  throw Error(ExitCode::Unusable,
              std::string("cam: the score's gradient varies over the layer's positions (by ") +
                  percent +
                  " % of its largest value), so what follows the layer is not global average "
                  "pooling and a linear layer; use gradcam, which is the same where it is, or tap "
                  "the layer right before the pooling");
}

// NaN is no reason: it passes through to the map.
void check_constant(const at::Tensor& g, const at::Tensor& mean) {
  const at::Tensor varies = (g - mean).abs().amax({1, 2, 3, 4});
  const at::Tensor share = varies / g.abs().amax({1, 2, 3, 4});
  const at::Tensor wrong = share.masked_select(share > Cam::kConstant);
  if (wrong.numel() > 0) refuse(wrong.max().item<double>());
}

}  // namespace

Maps Cam::explain(const Evidence& evidence, const CamOptions& /*options*/) const {
  const at::Tensor &A = evidence.A, &g = evidence.g;
  const at::Tensor w = sum_over_positions(g, Pool::Volume);  // Z g, where g is the same everywhere
  check_constant(g, w / position_count(g, Pool::Volume));
  return weighted_map(w, A, /*rectify=*/false);
}

}  // namespace vidcam
