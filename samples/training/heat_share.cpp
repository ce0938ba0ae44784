#include "samples/training/heat_share.h"

#include <ATen/ATen.h>

namespace vidcam::samples {

double share_under(const at::Tensor& masks, const at::Tensor& heat) {
  const at::Tensor inside = (heat * masks).flatten(1).sum(1);
  return (inside / heat.flatten(1).sum(1).clamp_min(1e-12)).sum().item<double>();
}

}  // namespace vidcam::samples
