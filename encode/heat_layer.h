#pragma once

#include <array>
#include <optional>
#include <vector>

#include "encode/blend.h"
#include "encode/canvas.h"
#include "encode/color_model.h"
#include "encode/level_grid.h"
#include "encode/painter.h"

namespace vidcam {

// Paints heat, without text, onto the planes of frames of one stream. Keeps taps and tables for as
// long as the heat's and the frames' layout stay the same.
class HeatLayer {
 public:
  HeatLayer(const StreamInfo& info, const ClipSpec& spec, const PaintOptions& options);

  // to: a canvas of the frame's layout; every sample of it is written.
  void paint(const Frame& frame, const Painter::FrameHeat& heat, const Canvas& to);

 private:
  // Everything that taps and tables depend on.
  struct Layout {
    int cells_h = 0;
    int cells_w = 0;
    int chroma_shift = 0;
    bool chroma_left = false;
    ColorModel color;
    bool operator==(const Layout&) const = default;
  };

  void prepare(const Layout& layout);
  [[nodiscard]] std::vector<float> coded(const Painter::FrameHeat& heat) const;
  void paint_plane(const Frame& frame, int plane, const LevelGrid& grid, const Canvas& to);
  void paint_row(int plane, const uint8_t* in, uint8_t* out, int count) const;

  StreamInfo info_;
  ClipSpec spec_;
  PaintOptions options_;
  std::optional<Layout> layout_;
  std::vector<LevelGrid> grids_;  // of full planes; of planes with half as many samples
  ColorTable colors_{};
  std::array<BlendTable, 3> blend_;
  Sample ground_{};              // where the model did not look, but for Overlay
  std::vector<uint8_t> levels_;  // of the row being painted
};

}  // namespace vidcam
