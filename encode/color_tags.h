#pragma once

#include "pipeline/base/frame.h"

struct AVCodecContext;

namespace vidcam {

// Says in the encoder's stream what the samples mean: matrix and range by `color`, the place of
// chroma as in `frame`, primaries and transfer curve untouched from the source.
void tag_colors(AVCodecContext& encoder, ColorModel color, const StreamInfo& info,
                const Frame& frame);

}  // namespace vidcam
