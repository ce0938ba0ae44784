#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "model3d/pathway.h"

namespace vidcam {

// clips [N, 3, T, H, W] -> [N, 3, T', H, W] for each pathway, or clips themselves where there is
// none. Differentiable.
[[nodiscard]] std::vector<at::Tensor> pathway_clips(const at::Tensor& clips,
                                                    const std::vector<Pathway>& pathways);

}  // namespace vidcam
