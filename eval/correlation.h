#pragma once

#include <optional>
#include <span>

namespace vidcam {

// Pearson's correlation, -1..1. Nothing where one of the two is constant. Throws
// std::invalid_argument for fewer than two values, another number of them, or a value that is not
// finite.
[[nodiscard]] std::optional<double> correlation(std::span<const double> a,
                                                std::span<const double> b);

}  // namespace vidcam
