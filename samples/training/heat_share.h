#pragma once

#include <ATen/core/Tensor.h>

namespace vidcam::samples {

// Sum over items of the share of heat under the masks, both [N, ...]; an item without heat counts
// as 0.
[[nodiscard]] double share_under(const at::Tensor& masks, const at::Tensor& heat);

}  // namespace vidcam::samples
