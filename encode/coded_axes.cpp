#include "encode/coded_axes.h"

#include <utility>

namespace vidcam {
namespace {

// One axis of the coded picture: the numbers of heat_axis(), and whether it is shown backwards.
struct Along {
  int source = 0;
  int resized = 0;
  int crop = 0;
  int model = 0;
  int cells = 0;
  bool backwards = false;
};

struct AlongBoth {
  Along x;
  Along y;
};

AlongBoth along_coded(const StreamInfo& info, const ClipSpec& spec, int cells_w, int cells_h) {
  const int width = info.display_width();
  const int height = info.display_height();
  const Placement p = place(width, height, spec);
  AlongBoth along{{width, p.resized_width, p.crop_x, p.width, cells_w, false},
                  {height, p.resized_height, p.crop_y, p.height, cells_h, false}};
  // Where pixel (x, y) is shown, see turned(): quarter turns 0: (x, y), 1: (-y, x), 2: (-x, -y),
  // 3: (y, -x), with -x instead of x for a mirrored picture.
  const Orientation o = info.orientation;
  if (o.swaps_axes()) std::swap(along.x, along.y);
  along.x.backwards = (o.quarter_turns >= 2) != o.flip;
  along.y.backwards = o.quarter_turns == 1 || o.quarter_turns == 2;
  return along;
}

HeatAxis axis(const Along& a) {
  HeatAxis shown = heat_axis(a.source, a.resized, a.crop, a.model, a.cells);
  if (!a.backwards) return shown;
  HeatAxis out{{}, a.source - shown.last, a.source - shown.first};
  out.taps.reserve(shown.taps.size());
  for (auto tap = shown.taps.rbegin(); tap != shown.taps.rend(); ++tap)
    out.taps.push_back({a.cells - 1 - tap->high, a.cells - 1 - tap->low, 1 - tap->weight});
  return out;
}

// A sample of the half axis sits `before` pixels before the boundary of its two pixels.
HeatAxis half_axis(const Along& a, double before) {
  const HeatAxis full = axis(a);
  const double per_cell = static_cast<double>(a.cells) / a.model;
  const double scale = static_cast<double>(a.resized) / a.source * per_cell;
  double offset = -a.crop * per_cell;
  // Seen from the other end, position p of the cells is cells - p, pixel place s source - s.
  if (a.backwards) offset = a.cells - offset - scale * a.source;
  return {linear_taps((a.source + 1) / 2, a.cells, 2 * scale, offset - scale * before),
          (full.first + 1) / 2, (full.last + 1) / 2};
}

}  // namespace

CodedAxes coded_axes(const StreamInfo& info, const ClipSpec& spec, int cells_w, int cells_h) {
  const AlongBoth along = along_coded(info, spec, cells_w, cells_h);
  return {axis(along.x), axis(along.y)};
}

CodedAxes coded_chroma_axes(const StreamInfo& info, const ClipSpec& spec, int cells_w, int cells_h,
                            bool chroma_left) {
  const AlongBoth along = along_coded(info, spec, cells_w, cells_h);
  return {half_axis(along.x, chroma_left ? 0.5 : 0), half_axis(along.y, 0)};
}

}  // namespace vidcam
