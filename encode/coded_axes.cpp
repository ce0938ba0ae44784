#include "encode/coded_axes.h"

#include <algorithm>
#include <utility>

namespace vidcam {
namespace {

// The same axis seen from its other end. A tap on one cell alone (low == high) keeps its weight of
// no meaning.
HeatAxis reversed(const HeatAxis& axis, int cells) {
  const int length = static_cast<int>(axis.taps.size());
  HeatAxis out{{}, length - axis.last, length - axis.first};
  out.taps.reserve(axis.taps.size());
  for (auto tap = axis.taps.rbegin(); tap != axis.taps.rend(); ++tap)
    out.taps.push_back({cells - 1 - tap->high, cells - 1 - tap->low, 1 - tap->weight});
  return out;
}

Tap tap_at(float position, int highest) {
  const int low = std::min(static_cast<int>(position), highest);
  return {low, std::min(low + 1, highest), position - static_cast<float>(low)};
}

float position(const Tap& tap) {
  return static_cast<float>(tap.low) + (tap.low == tap.high ? 0.0F : tap.weight);
}

}  // namespace

CodedAxes coded_axes(const StreamInfo& info, const ClipSpec& spec, int cells_w, int cells_h) {
  const Placement p = place(info.display_width(), info.display_height(), spec);
  CodedAxes axes{heat_axis(info.display_width(), p.resized_width, p.crop_x, p.width, cells_w),
                 heat_axis(info.display_height(), p.resized_height, p.crop_y, p.height, cells_h)};
  // Where pixel (x, y) is shown, see turned(): quarter turns 0: (x, y), 1: (-y, x), 2: (-x, -y),
  // 3: (y, -x), with -x instead of x for a mirrored picture.
  const Orientation o = info.orientation;
  const bool x_backwards = (o.quarter_turns >= 2) != o.flip;
  const bool y_backwards = o.quarter_turns == 1 || o.quarter_turns == 2;
  if (o.swaps_axes()) {
    std::swap(axes.x, axes.y);
    std::swap(cells_w, cells_h);
  }
  if (x_backwards) axes.x = reversed(axes.x, cells_w);
  if (y_backwards) axes.y = reversed(axes.y, cells_h);
  return axes;
}

HeatAxis halved(const HeatAxis& axis, bool on_even) {
  const size_t length = axis.taps.size();
  HeatAxis out{{}, (axis.first + 1) / 2, (axis.last + 1) / 2};
  for (size_t even = 0; even < length; even += 2) {
    const Tap& tap = axis.taps[even];
    const Tap& next = axis.taps[on_even ? even : std::min(even + 1, length - 1)];
    const int highest = std::max(tap.high, next.high);
    out.taps.push_back(tap_at((position(tap) + position(next)) / 2, highest));
  }
  return out;
}

}  // namespace vidcam
