#include "samples/training/roughen.h"

#include <ATen/ATen.h>

namespace vidcam::samples {

at::Tensor roughen(const at::Tensor& clips) {
  const int64_t n = clips.size(0);
  const auto each = [&](double low, double high) {
    return at::rand({n, 1, 1, 1, 1}) * (high - low) + low;
  };
  at::Tensor x = (clips - 0.5) * each(0.8, 1.2) + 0.5 + each(-0.08, 0.08);
  const at::Tensor luma =
      x.mul(at::tensor({0.299F, 0.587F, 0.114F}).view({1, 3, 1, 1, 1})).sum(1, true);
  const at::Tensor chroma = at::avg_pool3d(x - luma, {1, 3, 3}, {1, 1, 1}, {0, 1, 1});
  x = luma + chroma + at::randn_like(luma) * each(0, 0.02);
  return x.mul_(255).round_().div_(255).clamp_(0, 1);
}

}  // namespace vidcam::samples
