#pragma once

#include <optional>
#include <span>

#include "eval/bootstrap.h"

namespace vidcam {

// Student's interval of the mean of a few values that are near to normal: mean -+ t s / sqrt(n),
// s with n - 1 below it, t the (1 + level) / 2 quantile of n - 1 degrees of freedom. What the
// bootstrap (bootstrap.h) is too narrow for: five runs of a training, say.
//
// Nothing for one value. Throws std::invalid_argument for no values, one that is not finite, or a
// level outside (0, 1).
[[nodiscard]] std::optional<Interval> t_interval(std::span<const double> values,
                                                 double level = 0.95);

}  // namespace vidcam
