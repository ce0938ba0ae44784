#include "explain3d/smoothing.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/randn.h>

namespace vidcam {

at::Tensor noisy(const at::Tensor& x, const SmoothingOptions& options, int sample) {
  const auto seed = options.seed * 1'000'003 + static_cast<uint64_t>(sample);
  const at::Tensor e =
      at::randn(x.sizes().slice(1), at::make_generator<at::CPUGeneratorImpl>(seed), at::kFloat);
  const at::Tensor values = x.flatten(1);
  std::vector<int64_t> one_each(static_cast<size_t>(x.dim()), 1);
  one_each[0] = x.size(0);
  const at::Tensor sigma = (values.amax(1) - values.amin(1)) * options.noise;
  return x + sigma.view(one_each) * e.to(x.options());
}

}  // namespace vidcam
