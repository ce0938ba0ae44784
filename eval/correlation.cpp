#include "eval/correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace vidcam {
namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

std::optional<double> correlation(std::span<const double> a, std::span<const double> b) {
  const auto finite = [](double v) { return std::isfinite(v); };
  if (a.size() < 2 || a.size() != b.size() || !std::all_of(a.begin(), a.end(), finite) ||
      !std::all_of(b.begin(), b.end(), finite))
    throw std::invalid_argument("correlation: two rows of at least two finite values each");
  const double mean_a = mean_of(a), mean_b = mean_of(b);
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double da = a[i] - mean_a, db = b[i] - mean_b;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  if (!(aa > 0) || !(bb > 0)) return std::nullopt;
  return std::clamp(ab / (std::sqrt(aa) * std::sqrt(bb)), -1.0, 1.0);
}

}  // namespace vidcam
