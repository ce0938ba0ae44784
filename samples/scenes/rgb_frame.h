#pragma once

#include <cstdint>
#include <span>

#include "pipeline/base/frame.h"

namespace vidcam::samples {

// An RGB picture ([height, width, 3]; both sides even) as the frame an H.264 encoder takes: 4:2:0,
// BT.601, limited range, chroma on even columns and between rows. Throws std::invalid_argument for
// odd sides or a span of another size.
[[nodiscard]] Frame frame_from_rgb(std::span<const uint8_t> rgb, int width, int height);

// The same as three planes R, G, B, as a picture file takes it: nothing is lost. Any sides.
[[nodiscard]] Frame planar_from_rgb(std::span<const uint8_t> rgb, int width, int height);

}  // namespace vidcam::samples
