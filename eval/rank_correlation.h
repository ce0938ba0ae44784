#pragma once

#include <optional>
#include <span>

namespace vidcam {

// Spearman's rank correlation: the Pearson correlation of average ranks, right with ties, too (the
// short formula with the squared differences is not). -1..1. How Selvaraju et al. (Grad-CAM, ICCV
// 2017, arXiv 1610.02391, section 5.3) hold a map against the occlusion map, position by position
// at the size of the input.
//
// Nothing where one of the two is constant. Throws std::invalid_argument for fewer than two values,
// another number of them, or a value that is not a number.
[[nodiscard]] std::optional<double> rank_correlation(std::span<const double> a,
                                                     std::span<const double> b);

}  // namespace vidcam
