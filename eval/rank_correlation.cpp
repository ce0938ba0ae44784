#include "eval/rank_correlation.h"

#include <stdexcept>

#include "eval/correlation.h"
#include "eval/ranks.h"

namespace vidcam {

std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b) {
  if (a.size() < 2 || a.size() != b.size())
    throw std::invalid_argument("rank correlation: two rows of at least two values each");
  return correlation(average_ranks(a), average_ranks(b));
}

}  // namespace vidcam
