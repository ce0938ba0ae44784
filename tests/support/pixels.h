#pragma once

#include "tests/support/media.h"

struct AVFrame;

namespace vidcam::testing {

// Sets every pixel of an 8 to 16 bit frame of any packed or planar YUV, RGB or grey format. Chroma
// is the mean of the pixels it stands for.
void paint_frame(AVFrame& frame, int number, const Painting& painting, const ColorModel& color);

// Reads a frame of such a format back.
[[nodiscard]] Pixels to_pixels(const AVFrame& frame, const ColorModel& color);

}  // namespace vidcam::testing
