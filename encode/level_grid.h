#pragma once

#include <cstdint>
#include <vector>

#include "encode/coded_axes.h"

namespace vidcam {

// Heat as levels 0..255, one for each sample of a plane, a row at a time: linear in both axes,
// rounded to nearest (within 1/64 of a level). Rows of cells are stretched once a frame, so that a
// row of the plane costs one blend of two of them.
class LevelGrid {
 public:
  LevelGrid(CodedAxes axes, int cells_w, int cells_h);

  // heat: cells_h x cells_w in [0, 1], in coded orientation.
  void load(const std::vector<float>& heat);

  // Levels of samples [first_x(), last_x()) of row y; rows outside [first_y(), last_y()) mean
  // nothing.
  void row(int y, uint8_t* levels) const;

  [[nodiscard]] int first_x() const { return axes_.x.first; }
  [[nodiscard]] int last_x() const { return axes_.x.last; }
  [[nodiscard]] int width() const { return axes_.x.last - axes_.x.first; }
  [[nodiscard]] bool has_row(int y) const { return y >= axes_.y.first && y < axes_.y.last; }

 private:
  CodedAxes axes_;
  int cells_w_;
  int cells_h_;
  std::vector<uint16_t> stretched_;  // [cells_h, width()], 256 * level
};

}  // namespace vidcam
