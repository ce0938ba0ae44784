#pragma once

#include <ATen/core/Tensor.h>

#include <string>

#include "explain3d/explainer.h"

namespace vidcam {

// Throws Error (Unusable) naming the model's layer and what it gives where that are no feature maps
// of a batch of `clips`: neither [clips, C, T, H, W] nor [clips, C, H, W]. why: what is known of
// the reason (FeatureLayout::note).
void check_feature_maps(const at::Tensor& A, int64_t clips, const std::string& model,
                        const std::string& layer, const std::string& why = "");

// A and dS/dA of a layer, 4-D or 5-D and of the model's dtype, as methods take them. Cut off from
// the tape; float32 and float64 layers are not copied. The evidence refers to the probe.
[[nodiscard]] Evidence make_evidence(const at::Tensor& A, const at::Tensor& g,
                                     const Probe* probe = nullptr);

// A tensor of a layer, [N, C, H, W] or [N, C, T, H, W], as [N, C, T, H, W].
[[nodiscard]] at::Tensor as_volume(const at::Tensor& x);

// The same in float32 or float64, cut off from the tape.
[[nodiscard]] at::Tensor as_maps(const at::Tensor& x);

}  // namespace vidcam
