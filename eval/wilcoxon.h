#pragma once

#include <cstddef>
#include <span>

namespace vidcam {

struct Wilcoxon {
  double plus = 0;    // sum of the ranks of pairs with a > b
  double minus = 0;   // of pairs with a < b
  size_t pairs = 0;   // that differ
  size_t zeros = 0;   // that do not: left out
  double p = 1;       // two-sided; 1 where no pair differs
  bool exact = true;  // false: by the normal approximation
};

// At most so many differing pairs are tested exactly.
inline constexpr size_t kExactWilcoxonPairs = 50;

// Wilcoxon's signed-rank test: are the differences a - b symmetric about 0? The sizes |a - b| are
// ranked, equal ones sharing their mean rank, and the ranks of either sign are added up. Wilcoxon:
// Individual comparisons by ranking methods, 1945; pairs without a difference are left out, as
// there. It also asks by how much, so it is the one for drops and Loc.
//
// Exact: the distribution over all 2^pairs signs, ties included. Beyond kExactWilcoxonPairs the
// normal approximation, with n = pairs, t the sizes of groups of equal ranks, and no correction for
// continuity:
//
//   mean = n (n + 1) / 4,   variance = n (n + 1) (2 n + 1) / 24 - sum_t (t^3 - t) / 48
//
// a, b: one value an item, the same items in the same order. Throws std::invalid_argument for
// another number of them or a value that is not finite.
[[nodiscard]] Wilcoxon wilcoxon_signed_rank(std::span<const double> a, std::span<const double> b);

}  // namespace vidcam
