#pragma once

#include <optional>
#include <span>

namespace vidcam {

// How far two maps agree on where the most heat is: intersection over union of the positions that
// are among the strongest `share` (0..1) of each. Equal values share their mean rank, so that a map
// with few values above its floor has only these. Nothing where neither has any. Throws
// std::invalid_argument for no value, another number of them, or a value that is not a number.
[[nodiscard]] std::optional<double> top_overlap(std::span<const double> a,
                                                std::span<const double> b, double share);

}  // namespace vidcam
