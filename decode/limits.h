#pragma once

#include <cstdint>

namespace vidcam {

// What a file may ask of us before it is refused (docs: safety.md). All finite.
struct DecodeLimits {
  int64_t max_pixels =
      int64_t{8192} * 4320;  // of one frame; checked on the header, before stream analysis
  double max_duration_seconds = 6 * 3600;
  int64_t max_frames = 2'000'000;
  int max_streams = 64;
};

}  // namespace vidcam
