#pragma once

#include <array>
#include <cstdint>

#include "pipeline/base/frame.h"

namespace vidcam {

// One colour as the three sample values of a frame: Y, Cb, Cr or R, G, B.
using Sample = std::array<uint8_t, 3>;

// An 8-bit R'G'B' colour in a frame's colour model, rounded to nearest: exact BT.601/709/2020
// (non-constant luminance), full or limited range.
[[nodiscard]] Sample to_sample(ColorModel color, const Sample& rgb);

// Black: 16, 128, 128 (limited), 0, 128, 128 (full) or 0, 0, 0 (RGB).
[[nodiscard]] Sample black_sample(ColorModel color);

}  // namespace vidcam
