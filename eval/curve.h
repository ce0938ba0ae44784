#pragma once

#include <span>
#include <vector>

namespace vidcam {

// The area under a curve through the points (x_k, y_k), by the trapezoid rule. x does not fall;
// steps of length 0 add nothing. Throws std::invalid_argument for fewer than two points, another
// number of y, or an x that falls.
[[nodiscard]] double trapezoid(std::span<const double> x, std::span<const double> y);

// The mean of curves with the same number of points, point by point; of the curves only their sum
// is kept.
class MeanCurve {
 public:
  // Throws std::invalid_argument for another number of points than before.
  void add(std::span<const double> curve);
  // Throws std::invalid_argument where there was no curve.
  [[nodiscard]] std::vector<double> mean() const;

 private:
  std::vector<double> sum_;
  double count_ = 0;
};

}  // namespace vidcam
