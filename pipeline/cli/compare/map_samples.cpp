#include "pipeline/cli/compare/map_samples.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pipeline/base/geometry.h"

namespace vidcam {
namespace {

constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();

double between(double low, double high, const Tap& tap) { return low + (high - low) * tap.weight; }

// One moment of the map, as it is shown.
class Moment {
 public:
  Moment(const Heat& heat, const Tap& t) : heat_(heat), t_(t) {}

  [[nodiscard]] double at(const Tap& y, const Tap& x) const {
    const auto row = [&](int line) { return between(value(line, x.low), value(line, x.high), x); };
    return shown(between(row(y.low), row(y.high), y));
  }

 private:
  [[nodiscard]] double value(int y, int x) const {
    const auto cell = [&](int t) {
      const int place = (t * heat_.h + y) * heat_.w + x;
      return static_cast<double>(heat_.values[static_cast<size_t>(place)]);
    };
    return between(cell(t_.low), cell(t_.high), t_);
  }
  [[nodiscard]] double shown(double value) const {
    if (!std::isfinite(value)) return kNowhere;
    const double low = heat_.is_signed ? 0 : heat_.low;
    const double range = heat_.high - low;
    if (!(range > 0)) return 0;
    const double size = heat_.is_signed ? std::abs(value) : value;
    return std::clamp((size - low) / range, 0.0, 1.0);
  }

  const Heat& heat_;
  Tap t_;
};

int pixel(int i, int size) { return (2 * i + 1) * size / (2 * kSamplesAcross); }

bool seen(const HeatAxis& axis, int at) { return at >= axis.first && at < axis.last; }

}  // namespace

std::vector<int64_t> sampled_frames(const std::vector<ClipPlace>& clips, int64_t wanted) {
  std::vector<int64_t> frames;
  const auto count = static_cast<int64_t>(clips.size());
  for (const ClipPlace& clip : clips) {
    const int64_t of_clip = std::clamp<int64_t>(wanted / std::max<int64_t>(1, count), 1,
                                                std::max<int64_t>(1, clip.frames));
    for (int64_t k = 0; k < of_clip; ++k)
      frames.push_back(clip.first + (2 * k + 1) * clip.frames / (2 * of_clip));
  }
  return frames;
}

int64_t clip_at(const std::vector<ClipPlace>& clips, int64_t frame) {
  const auto found = std::find_if(clips.begin(), clips.end(), [frame](const ClipPlace& c) {
    return frame >= c.first && frame < c.first + c.frames;
  });
  return found == clips.end() ? -1 : found - clips.begin();
}

std::vector<double> sample_map(const Heat& heat, const ClipSpec& spec, int display_width,
                               int display_height, int64_t frame) {
  const Placement p = place(display_width, display_height, spec);
  const HeatAxis x = heat_axis(display_width, p.resized_width, p.crop_x, p.width, heat.w);
  const HeatAxis y = heat_axis(display_height, p.resized_height, p.crop_y, p.height, heat.h);
  const Moment moment(heat, time_tap(static_cast<double>(frame), spec.span(), heat.t));
  std::vector<double> values;
  values.reserve(static_cast<size_t>(kSamplesAcross) * kSamplesAcross);
  for (int i = 0; i < kSamplesAcross; ++i) {
    const int row = pixel(i, display_height);
    for (int j = 0; j < kSamplesAcross; ++j) {
      const int column = pixel(j, display_width);
      const bool inside = seen(y, row) && seen(x, column);
      values.push_back(
          inside ? moment.at(y.taps[static_cast<size_t>(row)], x.taps[static_cast<size_t>(column)])
                 : kNowhere);
    }
  }
  return values;
}

}  // namespace vidcam
