#pragma once

#include <span>
#include <vector>

namespace vidcam {

// The area under a curve through the points (x_k, y_k), by the trapezoid rule. x does not fall;
// steps of length 0 add nothing. Throws std::invalid_argument for fewer than two points, another
// number of y, or an x that falls.
[[nodiscard]] double trapezoid(std::span<const double> x, std::span<const double> y);

// The mean of curves with the same number of points, point by point. Throws std::invalid_argument
// for no curves or another number of points.
[[nodiscard]] std::vector<double> mean_curve(std::span<const std::vector<double>> curves);

}  // namespace vidcam
