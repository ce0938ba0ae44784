#include "tests/encode/reference_painter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "tests/encode/test_frames.h"

namespace vidcam::testing {
namespace {

struct Place {
  double x = 0;
  double y = 0;
};

// A point of the coded picture as shown, from the definition in orientation.h: mirror, then turn
// clockwise.
Place shown(Place p, double width, double height, Orientation o) {
  if (o.flip) p.x = width - p.x;
  for (int i = 0; i < o.quarter_turns; ++i) {
    p = {height - p.y, p.x};
    std::swap(width, height);
  }
  return p;
}

// Bilinear, cells' centres at i + 0.5.
double heat_value(const Painter::FrameHeat& heat, double u, double v) {
  const double x = std::clamp(u * heat.w - 0.5, 0.0, heat.w - 1.0);
  const double y = std::clamp(v * heat.h - 0.5, 0.0, heat.h - 1.0);
  double sum = 0;
  for (int j = 0; j < heat.h; ++j) {
    for (int i = 0; i < heat.w; ++i) {
      const double weight = std::max(0.0, 1 - std::abs(x - i)) * std::max(0.0, 1 - std::abs(y - j));
      sum += weight * static_cast<double>(heat.values[static_cast<size_t>(j * heat.w + i)]);
    }
  }
  return sum;
}

double black_of(const Frame& frame, int plane) {
  if (frame.color.matrix == Matrix::Rgb) return 0;
  if (plane > 0) return 128;
  return frame.color.full_range ? 0 : 16;
}

// What a cell is shown as: of a signed map its size, but in grey its value.
Painter::FrameHeat shown_heat(Painter::FrameHeat heat, View view) {
  if (!heat.is_signed || view == View::Guided) return heat;
  for (float& v : heat.values) v = std::abs(v - 0.5F) * 2;
  return heat;
}

double mixed(double in, double level, int plane, const Frame& frame, const PaintOptions& options,
             const ColorTable& table, double zero) {
  if (options.view == View::Source) return in;
  const double black = black_of(frame, plane);
  const bool inside = level >= 0;
  if (options.view == View::Masked) return inside ? black + level / 255 * (in - black) : black;
  const auto entry = static_cast<size_t>(std::floor(std::max(0.0, level) + 0.5));
  const double color = table[static_cast<size_t>(plane)][entry];
  if (options.view == View::Heat) return inside ? color : black;
  if (options.view == View::Guided)
    return inside ? color : table[static_cast<size_t>(plane)][static_cast<size_t>(zero)];
  return inside ? (1 - options.alpha) * in + options.alpha * color : in;
}

}  // namespace

Expected reference_paint(const Frame& frame, const StreamInfo& info, const Window& window,
                         const Painter::FrameHeat& given, const PaintOptions& options) {
  const bool grey = options.view == View::Guided;
  const ColorTable table = color_table(grey ? Colormap::Gray : options.colormap, frame.color);
  const Painter::FrameHeat heat = shown_heat(given, options.view);
  Expected out;
  for (int plane = 0; plane < 3; ++plane) {
    const bool half = plane > 0 && frame.chroma_shift == 1;
    out.values.emplace_back();
    out.levels.emplace_back();
    for (int y = 0; y < frame.plane_height(plane); ++y) {
      out.values.back().emplace_back();
      out.levels.back().emplace_back();
      for (int x = 0; x < frame.plane_width(plane); ++x) {
        // Where the sample lies, and the pixel that decides whether it is inside the crop.
        const Place pixel{half ? 2 * x + 0.5 : x + 0.5, half ? 2 * y + 0.5 : y + 0.5};
        Place site = pixel;
        if (half && !frame.chroma_left) site.x = 2.0 * x + 1;
        if (half) site.y = 2.0 * y + 1;
        const Place at = shown(site, frame.width, frame.height, info.orientation);
        const Place owner = shown(pixel, frame.width, frame.height, info.orientation);
        const bool inside = owner.x >= window.left && owner.x < window.right &&
                            owner.y >= window.top && owner.y < window.bottom;
        const double u = (at.x - window.left) / (window.right - window.left);
        const double v = (at.y - window.top) / (window.bottom - window.top);
        const double level = inside ? 255 * heat_value(heat, u, v) : -1;
        out.levels.back().back().push_back(level);
        out.values.back().back().push_back(mixed(sample_at(frame, plane, x, y), level, plane, frame,
                                                 options, table, given.is_signed ? 128 : 0));
      }
    }
  }
  return out;
}

}  // namespace vidcam::testing
