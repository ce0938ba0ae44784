#include "encode/heat_layer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vidcam {
namespace {

constexpr size_t kMiddle = 128;  // the level of 0.5

}  // namespace

HeatLayer::HeatLayer(const StreamInfo& info, const ClipSpec& spec, const PaintOptions& options)
    : info_(info),
      spec_(spec),
      options_(options),
      levels_(static_cast<size_t>(std::max(0, info.width))) {}

void HeatLayer::paint(const Frame& frame, const Painter::FrameHeat& heat, const Canvas& to) {
  prepare({heat.h, heat.w, frame.chroma_shift, frame.chroma_left, frame.color});
  const std::vector<float> cells = coded(heat);
  const size_t zero = heat.is_signed ? kMiddle : 0;
  ground_ = options_.view == View::Guided
                ? Sample{colors_[0][zero], colors_[1][zero], colors_[2][zero]}
                : black_sample(frame.color);
  for (LevelGrid& grid : grids_) grid.load(cells);
  for (int plane = 0; plane < 3; ++plane)
    paint_plane(frame, plane, plane == 0 ? grids_.front() : grids_.back(), to);
}

void HeatLayer::prepare(const Layout& layout) {
  if (layout_ == layout) return;
  const bool sideways = info_.orientation.swaps_axes();
  const int cells_w = sideways ? layout.cells_h : layout.cells_w;
  const int cells_h = sideways ? layout.cells_w : layout.cells_h;
  grids_.clear();
  grids_.emplace_back(coded_axes(info_, spec_, layout.cells_w, layout.cells_h), cells_w, cells_h);
  if (layout.chroma_shift == 1) {
    grids_.emplace_back(
        coded_chroma_axes(info_, spec_, layout.cells_w, layout.cells_h, layout.chroma_left),
        cells_w, cells_h);
  }
  colors_ = color_table(options_.colormap, layout.color);
  for (size_t p = 0; p < 3; ++p) blend_[p] = BlendTable(colors_[p], options_.alpha);
  layout_ = layout;
}

std::vector<float> HeatLayer::coded(const Painter::FrameHeat& heat) const {
  std::vector<float> cells =
      turned(std::span<const float>(heat.values), heat.w, heat.h, 1, info_.orientation.inverse());
  const bool size_only = heat.is_signed && options_.view != View::Guided;
  for (float& cell : cells) {
    if (std::isnan(cell)) cell = heat.is_signed ? 0.5F : 0.0F;
    if (size_only) cell = std::abs(2 * cell - 1);
    cell = std::clamp(cell, 0.0F, 1.0F);
  }
  return cells;
}

void HeatLayer::paint_plane(const Frame& frame, int plane, const LevelGrid& grid,
                            const Canvas& to) {
  const auto width = static_cast<size_t>(frame.plane_width(plane));
  const uint8_t ground = ground_[static_cast<size_t>(plane)];
  const bool whole = grid.width() == frame.plane_width(plane);
  for (int y = 0; y < frame.plane_height(plane); ++y) {
    const uint8_t* in = plane_row(frame, plane, y);
    uint8_t* out = to.row(plane, y);
    if (!whole || !grid.has_row(y)) {
      if (options_.view == View::Overlay)
        std::memcpy(out, in, width);
      else
        std::memset(out, ground, width);
    }
    if (!grid.has_row(y) || grid.width() <= 0) continue;
    grid.row(y, levels_.data());
    paint_row(plane, in + grid.first_x(), out + grid.first_x(), grid.width());
  }
}

void HeatLayer::paint_row(int plane, const uint8_t* in, uint8_t* out, int count) const {
  const auto p = static_cast<size_t>(plane);
  if (options_.view == View::Overlay)
    blend_[p].row(in, levels_.data(), out, count);
  else if (options_.view == View::Masked)
    mask_row(in, levels_.data(), ground_[p], out, count);
  else
    color_row(colors_[p], levels_.data(), out, count);
}

}  // namespace vidcam
