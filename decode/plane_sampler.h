#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/base/frame.h"
#include "pipeline/base/geometry.h"

namespace vidcam {

// Bilinear samples of one plane, a row of the model's picture at a time. const, so usable from
// several threads with a Scratch each.
class PlaneSampler {
 public:
  // Taps in the plane's own samples (width x height of them).
  PlaneSampler(const std::vector<Tap>& columns, std::vector<Tap> rows, int width);

  struct Scratch {
    std::vector<uint16_t> top;
    std::vector<uint16_t> bottom;
  };
  [[nodiscard]] Scratch scratch() const;

  // Row y of the output, in the plane's units 0..255; out: as many as there are columns.
  void row(const Plane& plane, int y, Scratch& scratch, std::span<float> out) const;

 private:
  void gather(const uint8_t* row, std::vector<uint16_t>& pairs) const;

  std::vector<int> left_;      // column of the left sample of each pair
  std::vector<float> weight_;  // of the right one
  std::vector<Tap> rows_;
  bool single_;  // the plane has one column, there are no pairs
};

}  // namespace vidcam
