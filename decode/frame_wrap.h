#pragma once

#include "decode/av_handles.h"
#include "pipeline/base/frame.h"

namespace vidcam {

// A Frame over the first three planes of an 8-bit planar AVFrame (4:2:0 for chroma_shift 1, 4:4:4
// for 0), which it then owns: no pixel is copied. Time, colour and siting are left for the caller.
[[nodiscard]] Frame wrap_planes(FrameHandle frame, int chroma_shift);

// A new AVFrame with writable pixels. Throws Error where it cannot be had.
[[nodiscard]] FrameHandle new_picture(int pix_fmt, int width, int height);

}  // namespace vidcam
