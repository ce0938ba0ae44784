#pragma once

#include <cstdint>
#include <span>

#include "pipeline/base/orientation.h"

namespace vidcam {

// What a display matrix (ISO 14496-12 tkhd, FFmpeg's AV_PKT_DATA_DISPLAYMATRIX: nine 16.16 and 2.30
// numbers, a b u / c d v / x y w) means for whole pictures: shown x = a x + c y, shown y = b x + d
// y. Angles between quarter turns go to the nearest one; a matrix that says nothing is the
// identity.
[[nodiscard]] Orientation orientation_of(std::span<const int32_t, 9> matrix);

}  // namespace vidcam
