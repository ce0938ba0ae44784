#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace vidcam {

// Deletion and insertion: the confidence while the strongest positions are taken away from the
// input one share after the other, or put into a baseline. Petsiuk et al.: RISE, BMVC 2018, arXiv
// 1806.07421, section 4.2. A good map makes the deletion curve fall early (small area) and the
// insertion curve rise early (large area).
//
//   at step k of K the floor(k n / K) strongest of n positions are chosen;
//   deletion: these become baseline;   insertion: all others are baseline
//
// The baseline (black, grey, blurred: it moves the figures) and K are the caller's to choose and to
// say. Step 0 of deletion and step K of insertion are the full input.
class StrongestFirst {
 public:
  // L: the map at the size of the model's input, over the frames of a clip together. Of equals the
  // first comes first. Throws std::invalid_argument for an empty map, one larger than 2^32, a value
  // that is not a number, or fewer than one step.
  StrongestFirst(std::span<const float> L, int steps);

  [[nodiscard]] int size() const { return steps_ + 1; }  // points of the curve
  // One byte a position, 1 for the chosen ones of step k = 0 .. size() - 1; throws
  // std::out_of_range for another one.
  [[nodiscard]] std::vector<uint8_t> chosen(int k) const;

 private:
  std::vector<uint32_t> order_;
  int steps_;
};

// The area under a curve of confidences at evenly spaced steps, against the share chosen (0..1), by
// the trapezoid rule. Throws std::invalid_argument for fewer than two points.
[[nodiscard]] double step_curve_area(std::span<const double> confidences);

}  // namespace vidcam
