#include "eval/deletion.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "eval/curve.h"

namespace vidcam {

StrongestFirst::StrongestFirst(std::span<const float> L, int steps)
    : order_(L.size()), steps_(steps) {
  const auto is_nan = [](float v) { return std::isnan(v); };
  if (L.empty() || L.size() > std::numeric_limits<uint32_t>::max() || steps < 1 ||
      std::any_of(L.begin(), L.end(), is_nan))
    throw std::invalid_argument("deletion: a map of numbers and at least one step");
  std::iota(order_.begin(), order_.end(), 0U);
  std::stable_sort(order_.begin(), order_.end(),
                   [&](uint32_t a, uint32_t b) { return L[a] > L[b]; });
}

std::vector<uint8_t> StrongestFirst::chosen(int k) const {
  if (k < 0 || k > steps_) throw std::out_of_range("deletion: no such step");
  std::vector<uint8_t> out(order_.size(), 0);
  const size_t count = order_.size() * static_cast<size_t>(k) / static_cast<size_t>(steps_);
  for (size_t i = 0; i < count; ++i) out[order_[i]] = 1;
  return out;
}

double step_curve_area(std::span<const double> confidences) {
  std::vector<double> share(confidences.size());
  for (size_t k = 0; k < share.size(); ++k)
    share[k] = static_cast<double>(k) / static_cast<double>(share.size() - 1);
  return trapezoid(share, confidences);
}

}  // namespace vidcam
