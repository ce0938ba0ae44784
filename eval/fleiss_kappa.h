#pragma once

#include <optional>
#include <span>
#include <vector>

namespace vidcam {

// Agreement between judges beyond chance: 1 they always agree, 0 as often as chance would have it.
//
//   kappa = (P - Pe) / (1 - Pe)
//   P_i = (sum_j n_ij^2 - n_i) / (n_i (n_i - 1)),   P = mean_i P_i,   Pe = sum_j p_j^2
//
// n_ij: votes of item i for category j;  n_i: all votes of item i;  p_j: share of all votes that
// went to j. Fleiss: Measuring nominal scale agreement among many raters, 1971, eq 2-7, where
// every item has the same number of votes. Items may differ in it here: P_i is then the share of
// pairs of votes that agree, and items with fewer than two votes do not count.
//
// votes[i][j] = n_ij. Nothing where no item has two votes or all votes went to one category (chance
// would agree, too). Throws std::invalid_argument for a negative number or another number of
// categories.
[[nodiscard]] std::optional<double> fleiss_kappa(std::span<const std::vector<int>> votes);

}  // namespace vidcam
