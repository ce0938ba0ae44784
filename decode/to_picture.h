#pragma once

#include "decode/av_handles.h"
#include "pipeline/base/frame.h"

struct AVCodecContext;

namespace vidcam {

// A decoded picture file into a Frame that keeps what the file has: RGB, palette and grey pictures
// become exact R, G, B planes; 4:2:0 and 4:4:4 Y'CbCr (JPEG, WebP) stay as they are, other
// subsamplings become 4:4:4. 16 bits a sample become 8. Alpha is left out, not blended.
// Throws Error (Unusable), to be completed with the file's name, where the format is none we know.
[[nodiscard]] Frame to_picture(FrameHandle frame, const AVCodecContext& codec);

}  // namespace vidcam
