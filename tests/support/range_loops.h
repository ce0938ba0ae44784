#pragma once

#include <algorithm>
#include <vector>

namespace vidcam::testing {

// How the peers bring a map from 0 to 1, in plain loops over doubles.
using Values = std::vector<double>;

inline Values relu_of(Values v) {
  for (double& x : v) x = std::max(x, 0.0);
  return v;
}

// (v - low) / (high - low + epsilon)
inline Values min_max(Values v, double epsilon) {
  const auto [low, high] = std::minmax_element(v.begin(), v.end());
  const double from = *low, range = *high - *low + epsilon;
  for (double& x : v) x = (x - from) / range;
  return v;
}

// v / (high + epsilon)
inline Values over_max(Values v, double epsilon = 0) {
  const double high = *std::max_element(v.begin(), v.end()) + epsilon;
  for (double& x : v) x /= high;
  return v;
}

}  // namespace vidcam::testing
