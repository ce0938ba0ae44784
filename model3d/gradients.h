#pragma once

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

#include "model3d/tapped_model.h"

namespace vidcam {

// dS/dA, same shape as forward.activations. scores: [N], made from forward.logits by differentiable
// operators, one a clip. keep: further gradients of the same pass follow. Throws Error (Unusable)
// where no gradient reaches the leaf.
[[nodiscard]] at::Tensor gradient(const TappedForward& forward, const at::Tensor& scores,
                                  bool keep);

// The same of several layers or executions of one pass (one at least), in one backward pass. Where
// the scores depend on some of them only, the others' are zeros; throws where they depend on none.
[[nodiscard]] std::vector<at::Tensor> gradients(std::span<const TappedForward> of,
                                                const at::Tensor& scores, bool keep);

// ... of any tensor y of the pass, where by_y is dS/dy.
[[nodiscard]] std::vector<at::Tensor> gradients(std::span<const TappedForward> of,
                                                const at::Tensor& y, const at::Tensor& by_y,
                                                bool keep);

}  // namespace vidcam
