#pragma once

#include <array>
#include <cstdint>

#include "pipeline/base/orientation.h"

namespace vidcam {

// The 3x3 matrix of an MP4 track header (ISO 14496-12, 8.3.2) that turns pictures of width x height
// units: 16.16 fixed point, the last column 2.30, as AV_PKT_DATA_DISPLAYMATRIX. Its translation
// puts the turned picture's top left corner at the origin.
[[nodiscard]] std::array<int32_t, 9> display_matrix(Orientation orientation, int width, int height);

}  // namespace vidcam
