#pragma once

#include <string>
#include <vector>

#include "explain3d/explainer.h"
#include "explain3d/heat_range.h"
#include "pipeline/base/explanation.h"

namespace vidcam {

// [N] bool: A and g of the clip hold neither NaN nor infinity.
[[nodiscard]] at::Tensor finite_clips(const Evidence& evidence);

// The maps of one method as results, one a clip, on the CPU. A clip that is not `finite` [N], or
// whose map is not: NonFinite, its heat zeros. A map that is everywhere the same, as it is or over
// the model's input: Flat, low == high. size: of the model's input; form: says what range such a
// map is shown in.
[[nodiscard]] std::vector<MethodMap> summarize(const std::string& method, const Maps& maps,
                                               const at::Tensor& finite, const InputSize& size,
                                               const HeatForm& form = {});

}  // namespace vidcam
