#include "eval/top_overlap.h"

#include <stdexcept>

#include "eval/ranks.h"

namespace vidcam {

std::optional<double> top_overlap(std::span<const double> a, std::span<const double> b,
                                  double share) {
  if (a.empty() || a.size() != b.size())
    throw std::invalid_argument("top overlap: two rows of as many values each");
  const auto ranks_a = average_ranks(a), ranks_b = average_ranks(b);
  const double bound = (1 - share) * static_cast<double>(a.size());
  double both = 0, either = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const bool in_a = ranks_a[i] > bound, in_b = ranks_b[i] > bound;
    both += in_a && in_b ? 1 : 0;
    either += in_a || in_b ? 1 : 0;
  }
  if (either == 0) return std::nullopt;
  return both / either;
}

}  // namespace vidcam
