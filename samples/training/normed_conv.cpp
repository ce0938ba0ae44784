#include "samples/training/normed_conv.h"

#include <ATen/ATen.h>

#include <cmath>

namespace vidcam::samples {
namespace {

constexpr double kNormEps = 1e-5;

}  // namespace

at::Tensor drawn_weight(int64_t in, int64_t out) {
  return at::randn({in, out}) / std::sqrt(static_cast<double>(in));
}

at::Tensor trainable(const at::Tensor& t) { return t.detach().requires_grad_(true); }

NormedConv NormedConv::random(at::IntArrayRef shape) {
  const at::Tensor kernel = at::randn(shape);
  const int64_t out = kernel.size(0), inputs_of_one = kernel.numel() / out;
  const auto inputs = static_cast<double>(inputs_of_one);
  return {trainable(kernel * std::sqrt(2.0 / inputs)), trainable(at::ones({out})),
          trainable(at::zeros({out})), at::zeros({out}), at::ones({out})};
}

at::Tensor NormedConv::normed_relu(const at::Tensor& x, double momentum) const {
  return at::relu(at::batch_norm(x, scale, shift, mean, variance, true, momentum, kNormEps, false));
}

NormedConv::Folded NormedConv::folded() const {
  const at::Tensor factor = (scale / (variance + kNormEps).sqrt()).detach();
  std::vector<int64_t> per_output(static_cast<size_t>(kernel.dim()), 1);
  per_output[0] = -1;
  return {kernel.detach() * factor.view(per_output), shift.detach() - mean * factor};
}

void add_parameters(const std::vector<NormedConv>& convs, std::vector<at::Tensor>& to) {
  for (const NormedConv& each : convs) to.insert(to.end(), {each.kernel, each.scale, each.shift});
}

}  // namespace vidcam::samples
