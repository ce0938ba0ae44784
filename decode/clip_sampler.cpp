#include "decode/clip_sampler.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>

#include "decode/yuv_matrix.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

Placement place_in(const StreamInfo& info, const ClipSpec& spec) {
  try {
    return place(info.display_width(), info.display_height(), spec);
  } catch (const std::invalid_argument& error) {
    throw Error(ExitCode::Unusable, "the model's input does not fit the pictures of " + info.path +
                                        " (" + std::to_string(info.display_width()) + "x" +
                                        std::to_string(info.display_height()) +
                                        "): " + error.what());
  }
}

using Rows = std::array<std::vector<float>, 3>;

// One component of a row, clamped and rounded to nearest.
void to_bytes(const Rows& in, const RgbTransform& t, size_t component, uint8_t* out, size_t count) {
  const float* a = in[0].data();
  const float* b = in[1].data();
  const float* c = in[2].data();
  const auto [ma, mb, mc] = t.m[component];
  const float half = t.offset[component] + 0.5F;
  for (size_t x = 0; x < count; ++x) {
    const float v = ma * a[x] + mb * b[x] + mc * c[x] + half;
    out[x] = static_cast<uint8_t>(static_cast<int>(std::min(std::max(v, 0.0F), 255.5F)));
  }
}

void interleave(const std::array<std::vector<uint8_t>, 3>& rgb, uint8_t* out) {
  for (size_t x = 0; x < rgb[0].size(); ++x, out += 3) {
    out[0] = rgb[0][x];
    out[1] = rgb[1][x];
    out[2] = rgb[2][x];
  }
}

}  // namespace

FrameSampler::FrameSampler(const StreamInfo& info, const ClipSpec& spec)
    : info_(info),
      placement_(place_in(info, spec)),
      x_(coded_axis(true)),
      y_(coded_axis(false)),
      full_(luma(x_, y_)),
      chroma_left_(chroma(x_, y_, true)),
      chroma_center_(chroma(x_, y_, false)) {}

// The shown axis that a coded axis becomes, read backwards where turning mirrors it: position p of
// n samples becomes n - 1 - p, and sample i of m becomes m - 1 - i, so that the half-pixel line
// scale * (i + 0.5) + offset keeps its form with another offset.
FrameSampler::Axis FrameSampler::coded_axis(bool horizontal) const {
  const Orientation o = info_.orientation;
  const Point origin = turned({0, 0}, 2, 2, o);
  const Point step = turned(horizontal ? Point{1, 0} : Point{0, 1}, 2, 2, o);
  const bool shown_across = step.x != origin.x;
  const bool mirrored = shown_across ? step.x < origin.x : step.y < origin.y;
  const Placement& p = placement_;
  Axis axis{horizontal ? info_.width : info_.height, shown_across ? p.width : p.height, 1, 0};
  const int resized = shown_across ? p.resized_width : p.resized_height;
  axis.scale = static_cast<double>(axis.source) / resized;
  axis.offset = axis.scale * (shown_across ? p.crop_x : p.crop_y);
  if (mirrored) axis.offset = axis.source - axis.scale * axis.model - axis.offset;
  return axis;
}

PlaneSampler FrameSampler::luma(const Axis& x, const Axis& y) {
  return {linear_taps(x.model, x.source, x.scale, x.offset),
          linear_taps(y.model, y.source, y.scale, y.offset), x.source};
}

// Chroma sample i sits at luma 2i + 0.5, so luma position p is chroma position p / 2 - 0.25: half
// the scale, half the offset. On the left siting it sits at 2i and p is at p / 2.
PlaneSampler FrameSampler::chroma(const Axis& x, const Axis& y, bool left) {
  const int width = (x.source + 1) / 2;
  const int height = (y.source + 1) / 2;
  return {linear_taps(x.model, width, x.scale / 2, x.offset / 2 + (left ? 0.25 : 0)),
          linear_taps(y.model, height, y.scale / 2, y.offset / 2), width};
}

const PlaneSampler& FrameSampler::chroma_of(const Frame& frame) const {
  if (frame.chroma_shift == 0) return full_;
  return frame.chroma_left ? chroma_left_ : chroma_center_;
}

std::vector<uint8_t> FrameSampler::sample(const Frame& frame) const {
  if (frame.width != info_.width || frame.height != info_.height) {
    throw std::invalid_argument("a frame of another size than its stream");
  }
  const RgbTransform transform = rgb_transform(frame.color);
  const std::array<const PlaneSampler*, 3> samplers{&full_, &chroma_of(frame), &chroma_of(frame)};
  const auto width = static_cast<size_t>(x_.model);
  Rows rows;
  rows.fill(std::vector<float>(width));
  std::array<std::vector<uint8_t>, 3> rgb;
  rgb.fill(std::vector<uint8_t>(width));
  PlaneSampler::Scratch scratch = full_.scratch();
  std::vector<uint8_t> out(width * static_cast<size_t>(y_.model) * 3);
  for (int y = 0; y < y_.model; ++y) {
    for (size_t p = 0; p < 3; ++p) samplers[p]->row(frame.planes[p], y, scratch, rows[p]);
    for (size_t c = 0; c < 3; ++c) to_bytes(rows, transform, c, rgb[c].data(), width);
    interleave(rgb, out.data() + static_cast<size_t>(y) * width * 3);
  }
  if (info_.orientation.is_identity()) return out;
  return turned(std::span<const uint8_t>(out), x_.model, y_.model, 3, info_.orientation);
}

}  // namespace vidcam
