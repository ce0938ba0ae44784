#pragma once

#include <array>

#include "decode/av_handles.h"

namespace vidcam {

// Components of an RGB, palette or grey frame of any packing and depth as 8-bit planes, exact (no
// swscale): v * 255 / (2^depth - 1), rounded. Alpha is left out, not blended, as PIL's
// convert("RGB") and OpenCV do.

// R, G, B in data[0..2] (the format is said to be yuv444p: three planes of full size). A grey
// picture has the same plane three times.
[[nodiscard]] FrameHandle rgb_planes(const AVFrame& frame);

// The grey values as Y, with chroma 128; 4:2:0.
[[nodiscard]] FrameHandle gray_planes(const AVFrame& frame);

}  // namespace vidcam
