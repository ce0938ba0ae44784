#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "pipeline/base/frame.h"

namespace vidcam::testing {

// A sample of a plane by its place.
using Samples = std::function<uint8_t(int plane, int x, int y)>;

// A frame that owns its pixels; rows are longer than the picture, the rest is filled with 0xEE.
[[nodiscard]] Frame make_frame(int width, int height, int chroma_shift, ColorModel color,
                               const Samples& samples);

// All of one colour.
[[nodiscard]] Frame solid_frame(int width, int height, ColorModel color, uint8_t y, uint8_t cb,
                                uint8_t cr);

// A frame of smooth ramps, its pts given.
[[nodiscard]] Frame ramp_frame(int width, int height, int64_t pts);

[[nodiscard]] uint8_t sample_at(const Frame& frame, int plane, int x, int y);

}  // namespace vidcam::testing
