#include <stdexcept>

#include "encode/canvas.h"
#include "encode/painter.h"

namespace vidcam {
namespace {

void check_alike(const std::vector<Frame>& frames) {
  if (frames.empty()) throw std::invalid_argument("side_by_side: no frames");
  const Frame& first = frames.front();
  for (const Frame& frame : frames) {
    if (frame.width != first.width || frame.height != first.height ||
        frame.chroma_shift != first.chroma_shift || frame.color != first.color) {
      throw std::invalid_argument("side_by_side: frames differ in size or colour model");
    }
  }
}

// The coded axis that runs from left to right as shown runs backwards: see coded_axes().
bool runs_backwards(Orientation o) {
  return o.swaps_axes() ? o.quarter_turns == 1 : (o.quarter_turns == 2) != o.flip;
}

}  // namespace

Frame side_by_side(const std::vector<Frame>& frames, Orientation orientation) {
  check_alike(frames);
  const Frame& first = frames.front();
  const int count = static_cast<int>(frames.size());
  const int step_x = orientation.swaps_axes() ? 0 : first.width;
  const int step_y = orientation.swaps_axes() ? first.height : 0;
  Canvas canvas =
      new_canvas(first, first.width + (count - 1) * step_x, first.height + (count - 1) * step_y);
  for (int i = 0; i < count; ++i) {
    const int place = runs_backwards(orientation) ? count - 1 - i : i;
    paste(frames[static_cast<size_t>(i)], canvas, place * step_x, place * step_y);
  }
  return canvas.frame;
}

}  // namespace vidcam
