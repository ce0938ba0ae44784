#include "pipeline/base/geometry.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace vidcam {
namespace {

Tap tap_at(double position, int in) {
  const double clamped = std::clamp(position, 0.0, static_cast<double>(in - 1));
  const int low = static_cast<int>(clamped);
  return {low, std::min(low + 1, in - 1), static_cast<float>(clamped - low)};
}

int scaled(int side, int from, int to) {
  return static_cast<int>(std::lround(static_cast<double>(side) * to / from));
}

int half_to_even(int rest) { return static_cast<int>(std::nearbyint(rest / 2.0)); }

}  // namespace

Placement place(int display_width, int display_height, const ClipSpec& spec) {
  Placement p{spec.resize_width, spec.resize_height, 0, 0, spec.width, spec.height};
  if (spec.resize == ClipSpec::Resize::ShortSide) {
    const int shorter = std::min(display_width, display_height);
    p.resized_width = scaled(display_width, shorter, spec.resize_height);
    p.resized_height = scaled(display_height, shorter, spec.resize_height);
  }
  if (spec.crop == ClipSpec::Crop::None) {
    p.width = p.resized_width;
    p.height = p.resized_height;
  }
  if (p.width > p.resized_width || p.height > p.resized_height) {
    throw std::invalid_argument("crop " + std::to_string(p.width) + "x" + std::to_string(p.height) +
                                " is larger than the resized picture " +
                                std::to_string(p.resized_width) + "x" +
                                std::to_string(p.resized_height));
  }
  p.crop_x = half_to_even(p.resized_width - p.width);
  p.crop_y = half_to_even(p.resized_height - p.height);
  return p;
}

std::vector<Tap> linear_taps(int out, int in, double scale, double offset) {
  std::vector<Tap> taps;
  taps.reserve(static_cast<size_t>(out));
  for (int i = 0; i < out; ++i) taps.push_back(tap_at(scale * (i + 0.5) + offset - 0.5, in));
  return taps;
}

std::vector<Tap> model_taps(int source, int resized, int crop, int model) {
  const double scale = static_cast<double>(source) / resized;
  return linear_taps(model, source, scale, scale * crop);
}

HeatAxis heat_axis(int source, int resized, int crop, int model, int cells) {
  // Frame pixel x is at (x + 0.5) * resized / source - crop of the model's input, whose length the
  // cells divide.
  const double per_cell = static_cast<double>(cells) / model;
  const double scale = static_cast<double>(resized) / source * per_cell;
  HeatAxis axis{linear_taps(source, cells, scale, -crop * per_cell), source, 0};
  for (int x = 0; x < source; ++x) {
    const double at = (x + 0.5) * resized / source - crop;
    if (at < 0 || at >= model) continue;
    axis.first = std::min(axis.first, x);
    axis.last = x + 1;
  }
  return axis;
}

Tap time_tap(double f, int span, int t) { return tap_at((f + 0.5) * t / span - 0.5, t); }

}  // namespace vidcam
