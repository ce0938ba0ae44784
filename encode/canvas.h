#pragma once

#include <array>
#include <cstdint>

#include "pipeline/base/frame.h"

namespace vidcam {

// A frame that is still being written: `frame` owns fresh pixels (rows 32-byte aligned, not
// cleared), `rows` reaches them until it is handed out.
struct Canvas {
  Frame frame;
  std::array<uint8_t*, 3> data{};

  [[nodiscard]] uint8_t* row(int plane, int y) const {
    const auto p = static_cast<size_t>(plane);
    return data[p] + static_cast<ptrdiff_t>(frame.planes[p].stride) * y;
  }
};

[[nodiscard]] inline const uint8_t* plane_row(const Frame& frame, int plane, int y) {
  const Plane& p = frame.planes[static_cast<size_t>(plane)];
  return p.data + static_cast<ptrdiff_t>(p.stride) * y;
}

// Room for a frame of width x height, everything else as in `like` (colour model, pts ...).
[[nodiscard]] Canvas new_canvas(const Frame& like, int width, int height);

// A frame pasted with its top left pixel at (x, y). Where 4:2:0 samples do not line up (odd x or
// y), chroma lies half a sample off.
void paste(const Frame& from, const Canvas& to, int x, int y);

}  // namespace vidcam
