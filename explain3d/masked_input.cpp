#include "explain3d/masked_input.h"

#include <ATen/ops/from_blob.h>
#include <ATen/ops/lerp.h>
#include <ATen/ops/zeros.h>

#include <stdexcept>

#include "model3d/preprocess.h"

namespace vidcam {

at::Tensor nothing_left(const ModelCard& card, MaskSpace space) {
  return space == MaskSpace::Pixel ? black(card) : at::zeros({3});
}

void apply_mask(const at::Tensor& x, std::span<const float> keep, const at::Tensor& nothing) {
  const auto shape = x.sizes().slice(1);
  if (static_cast<int64_t>(keep.size()) * x.size(0) != x.numel())
    throw std::invalid_argument("mask: it has not the size of the model's input");
  // LibTorch has no read-only view; it is only read.
  const at::Tensor weight = at::from_blob(const_cast<float*>(keep.data()), shape, at::kFloat);
  const at::Tensor low = nothing.to(x.options()).view({3, 1, 1, 1});
  x.copy_(at::lerp(x.dim() == 3 ? low.squeeze(-1) : low, x, weight.to(x.options())));
}

}  // namespace vidcam
