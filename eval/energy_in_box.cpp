#include "eval/energy_in_box.h"

#include <algorithm>
#include <stdexcept>

#include "pipeline/base/geometry.h"

namespace vidcam {
namespace {

struct Sums {
  double heat = 0;
  double heat_inside = 0;
  int64_t pixels = 0;
  int64_t pixels_inside = 0;
};

double blend(Tap tap, double low, double high) { return low + (high - low) * tap.weight; }

// The heat of one moment: h x w.
std::vector<double> at_time(const Heat& heat, Tap time) {
  const size_t cells = static_cast<size_t>(heat.h) * static_cast<size_t>(heat.w);
  std::vector<double> out(cells);
  const float* low = heat.values.data() + static_cast<size_t>(time.low) * cells;
  const float* high = heat.values.data() + static_cast<size_t>(time.high) * cells;
  for (size_t i = 0; i < cells; ++i) out[i] = blend(time, low[i], high[i]);
  return out;
}

// One row of it, w values.
std::vector<double> at_row(const std::vector<double>& cells, Tap y, int width) {
  const auto w = static_cast<size_t>(width);
  std::vector<double> out(w);
  const double* low = cells.data() + static_cast<size_t>(y.low) * w;
  const double* high = cells.data() + static_cast<size_t>(y.high) * w;
  for (size_t i = 0; i < w; ++i) out[i] = blend(y, low[i], high[i]);
  return out;
}

bool inside(std::span<const Box> boxes, int x, int y) {
  const double cx = x + 0.5, cy = y + 0.5;
  return std::any_of(boxes.begin(), boxes.end(), [&](const Box& b) {
    return cx >= b.x0 && cx < b.x1 && cy >= b.y0 && cy < b.y1;
  });
}

void add_frame(const std::vector<double>& cells, int cell_width, const HeatAxis& xs,
               const HeatAxis& ys, std::span<const Box> boxes, Sums& sums) {
  for (int y = ys.first; y < ys.last; ++y) {
    const auto row = at_row(cells, ys.taps[static_cast<size_t>(y)], cell_width);
    for (int x = xs.first; x < xs.last; ++x) {
      const Tap tap = xs.taps[static_cast<size_t>(x)];
      const double L =
          blend(tap, row[static_cast<size_t>(tap.low)], row[static_cast<size_t>(tap.high)]);
      const bool in = inside(boxes, x, y);
      sums.heat += L;
      sums.heat_inside += in ? L : 0;
      sums.pixels += 1;
      sums.pixels_inside += in ? 1 : 0;
    }
  }
}

}  // namespace

std::optional<EnergyInBox> energy_in_box(const Heat& heat, const ClipSpec& spec, int display_width,
                                         int display_height,
                                         std::span<const std::vector<Box>> boxes) {
  if (heat.size() == 0 || heat.values.size() != heat.size())
    throw std::invalid_argument("energy_in_box: the heat's values do not fit its size");
  if (boxes.size() > static_cast<size_t>(spec.span()))
    throw std::invalid_argument("energy_in_box: more frames than the clip spans");
  const Placement p = place(display_width, display_height, spec);
  const HeatAxis xs = heat_axis(display_width, p.resized_width, p.crop_x, p.width, heat.w);
  const HeatAxis ys = heat_axis(display_height, p.resized_height, p.crop_y, p.height, heat.h);
  Sums sums;
  for (size_t f = 0; f < boxes.size(); ++f) {
    const Tap time = time_tap(static_cast<double>(f), spec.span(), heat.t);
    add_frame(at_time(heat, time), heat.w, xs, ys, boxes[f], sums);
  }
  if (!(sums.heat > 0)) return std::nullopt;
  return EnergyInBox{sums.heat_inside / sums.heat,
                     static_cast<double>(sums.pixels_inside) / static_cast<double>(sums.pixels)};
}

}  // namespace vidcam
