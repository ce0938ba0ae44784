#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace vidcam {

// The area-confidence curve: how much confidence is left when only the strongest part of the map
// may be seen?
//
//   gamma(theta) = sorted(L)[floor(theta n)],   positions with L < gamma go black,
//   theta = 0, 0.05 ... 1;   theta = 1: all black
//
// Chattopadhay et al.: Grad-CAM++, WACV 2018, arXiv 1710.11063, section 7.2 ("larger maps"). Drawn
// as O / Y against the share of positions that really are black, averaged over inputs; the area
// under it is trapezoid(occluded, O / Y) of curve.h. Ties stay together: a position as strong as
// gamma stays, so the share can be less than theta, and a flat map loses nothing before theta = 1.
struct Occlusion {
  double theta = 0;
  double occluded = 0;        // share of positions that are black, 0..1
  std::vector<uint8_t> kept;  // one a position: 1 stays, 0 goes black
};

class AreaConfidence {
 public:
  // L: the map at the size of the model's input (over_input of full_heat.h), over the frames of a
  // clip together, in any units; must outlive this object. steps: theta moves by 1 / steps. Throws
  // std::invalid_argument for an empty map, a value that is not a number, or fewer than one step.
  explicit AreaConfidence(std::span<const float> L, int steps = 20);

  [[nodiscard]] int size() const { return steps_ + 1; }  // points of the curve
  // Point k = 0 .. size() - 1; throws std::out_of_range for another one.
  [[nodiscard]] Occlusion at(int k) const;

 private:
  std::span<const float> L_;
  std::vector<float> sorted_;
  int steps_;
};

}  // namespace vidcam
