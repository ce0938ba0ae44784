#include "eval/full_heat.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "pipeline/base/geometry.h"

namespace vidcam {
namespace {

using Taps = std::span<const Tap>;

double blend(const Tap& tap, double low, double high) { return low + (high - low) * tap.weight; }

// One step of an axis: `out` blends the low and the high neighbour out of rows of out.size().
template <class T>
void blend_rows(const Tap& tap, const T* rows, std::span<double> out) {
  const T* low = rows + static_cast<size_t>(tap.low) * out.size();
  const T* high = rows + static_cast<size_t>(tap.high) * out.size();
  for (size_t i = 0; i < out.size(); ++i) out[i] = blend(tap, low[i], high[i]);
}

// Along T, then H, then W: each value is made from two moments, two rows, two columns.
std::vector<float> sampled(const Heat& heat, Taps t, Taps y, Taps x) {
  const auto w = static_cast<size_t>(heat.w);
  std::vector<double> moment(static_cast<size_t>(heat.h) * w);
  std::vector<double> row(w);
  std::vector<float> out;
  out.reserve(t.size() * y.size() * x.size());
  for (const Tap& frame : t) {
    blend_rows(frame, heat.values.data(), std::span(moment));
    for (const Tap& line : y) {
      blend_rows(line, moment.data(), std::span(row));
      for (const Tap& pixel : x) {
        const double low = row[static_cast<size_t>(pixel.low)];
        const double high = row[static_cast<size_t>(pixel.high)];
        out.push_back(static_cast<float>(blend(pixel, low, high)));
      }
    }
  }
  return out;
}

void check(const Heat& heat, int frames, int height, int width) {
  if (heat.size() == 0 || heat.values.size() != heat.size())
    throw std::invalid_argument("full heat: the heat's values do not fill t x h x w");
  if (frames < 1 || height < 1 || width < 1)
    throw std::invalid_argument("full heat: nothing to lay the heat over");
}

std::vector<Tap> resized(int out, int in) {
  return linear_taps(out, in, static_cast<double>(in) / out, 0);
}

Taps seen(const HeatAxis& axis) {
  return Taps(axis.taps).subspan(static_cast<size_t>(axis.first),
                                 static_cast<size_t>(axis.last - axis.first));
}

}  // namespace

FullHeat over_input(const Heat& heat, int frames, int height, int width) {
  check(heat, frames, height, width);
  return {{frames, height, width},
          sampled(heat, resized(frames, heat.t), resized(height, heat.h), resized(width, heat.w))};
}

FullHeat over_picture(const Heat& heat, const ClipSpec& spec, int display_width, int display_height,
                      int frames) {
  check(heat, frames, display_height, display_width);
  if (frames > spec.span())
    throw std::invalid_argument("full heat: more frames than the clip spans");
  const Placement p = place(display_width, display_height, spec);
  const HeatAxis x = heat_axis(display_width, p.resized_width, p.crop_x, p.width, heat.w);
  const HeatAxis y = heat_axis(display_height, p.resized_height, p.crop_y, p.height, heat.h);
  std::vector<Tap> t;
  for (int f = 0; f < frames; ++f) t.push_back(time_tap(f, spec.span(), heat.t));
  return {{frames, y.last - y.first, x.last - x.first, x.first, y.first},
          sampled(heat, t, seen(y), seen(x))};
}

bool normalise(std::span<float> L, const UnitRange& unit) {
  const auto finite = [](float v) { return std::isfinite(v); };
  const auto [low, high] = std::minmax_element(L.begin(), L.end());
  const bool ranged = !L.empty() && *high > *low && (!unit.from_zero || *high > 0);
  if (!ranged || !std::all_of(L.begin(), L.end(), finite)) {
    std::fill(L.begin(), L.end(), 0.0F);
    return false;
  }
  const double least = unit.from_zero ? 0 : *low;
  const double range = static_cast<double>(*high) - least + unit.epsilon;
  for (float& v : L) v = static_cast<float>(std::max(v - least, 0.0) / range);
  return true;
}

}  // namespace vidcam
