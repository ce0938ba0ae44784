#include "eval/area_confidence.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace vidcam {

AreaConfidence::AreaConfidence(std::span<const float> L, int steps)
    : L_(L), sorted_(L.begin(), L.end()), steps_(steps) {
  const auto is_nan = [](float v) { return std::isnan(v); };
  if (L.empty() || steps < 1 || std::any_of(L.begin(), L.end(), is_nan))
    throw std::invalid_argument("area-confidence: a map of numbers and at least one step");
  std::sort(sorted_.begin(), sorted_.end());
}

Occlusion AreaConfidence::at(int k) const {
  if (k < 0 || k > steps_) throw std::out_of_range("area-confidence: no such step");
  const size_t n = L_.size();
  // floor(theta n) in whole numbers: k / steps has no exact double.
  const size_t index = n * static_cast<size_t>(k) / static_cast<size_t>(steps_);
  Occlusion out{static_cast<double>(k) / steps_, 0, std::vector<uint8_t>(n, 0)};
  size_t kept = 0;
  for (size_t p = 0; p < n && index < n; ++p) {
    out.kept[p] = L_[p] >= sorted_[index];
    kept += out.kept[p];
  }
  out.occluded = static_cast<double>(n - kept) / static_cast<double>(n);
  return out;
}

}  // namespace vidcam
