#pragma once

#include <span>
#include <vector>

namespace vidcam {

// Ranks 1..n of the values, smallest first; equal values share the mean of their ranks. Values must
// be numbers: NaN has no rank (std::invalid_argument).
[[nodiscard]] std::vector<double> average_ranks(std::span<const double> values);

}  // namespace vidcam
