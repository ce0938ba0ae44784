#pragma once

#include <ATen/core/Tensor.h>

#include "explain3d/explainer.h"

namespace vidcam {

// The map of a method as a function that can be learnt from: L with its tape, so that a loss on it
// (of a student's map to its teacher's, say) has a gradient to the network's weights. That gradient
// goes the whole way: through A, and through g = dS/dA, which itself depends on the weights (second
// order). alpha of eq 19 of Grad-CAM++ is differentiated like the rest: eq 8-10 of the paper hold
// it constant while they derive it by A, but the map that comes out is a function of A and g.
//
// For the methods whose map is a formula of A and g alone: gradcam, gradcam++, gradcam++-signed,
// hirescam, layercam, xgradcam.
//
// A: [N, C, H, W] or [N, C, T, H, W], floating point, on the tape of the scores. scores: [N], S of
// each clip, where row n depends on row n of A alone. Returns [N, T, H, W], T = 1 for pictures. The
// tape of the scores stays. Throws std::invalid_argument where the scores have no tape, or the
// method asks the model.
[[nodiscard]] at::Tensor taped_map(const Explainer& method, const at::Tensor& A,
                                   const at::Tensor& scores, Pool pool = Pool::Volume);

}  // namespace vidcam
