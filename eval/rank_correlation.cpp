#include "eval/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "eval/ranks.h"

namespace vidcam {

std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b) {
  if (a.size() < 2 || a.size() != b.size())
    throw std::invalid_argument("rank correlation: two rows of at least two values each");
  const auto ra = average_ranks(a), rb = average_ranks(b);
  const double mean = (static_cast<double>(a.size()) + 1) / 2;  // of any ranks 1..n
  double ab = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double da = ra[i] - mean, db = rb[i] - mean;
    ab += da * db;
    aa += da * da;
    bb += db * db;
  }
  if (!(aa > 0) || !(bb > 0)) return std::nullopt;
  return std::clamp(ab / (std::sqrt(aa) * std::sqrt(bb)), -1.0, 1.0);
}

}  // namespace vidcam
