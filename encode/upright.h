#pragma once

#include "pipeline/base/frame.h"

namespace vidcam {

// A frame as shown: turned upright, planar R, G, B at full size. Chroma is brought to full size
// first, so that turning moves whole pixels.
[[nodiscard]] Frame upright_rgb(const Frame& frame, Orientation orientation);

}  // namespace vidcam
