#include "eval/curve.h"

#include <stdexcept>

namespace vidcam {

double trapezoid(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 2 || x.size() != y.size())
    throw std::invalid_argument("trapezoid: at least two points, an x and a y each");
  double area = 0;
  for (size_t k = 1; k < x.size(); ++k) {
    if (!(x[k] >= x[k - 1])) throw std::invalid_argument("trapezoid: x must not fall");
    area += (x[k] - x[k - 1]) * (y[k] + y[k - 1]) / 2;
  }
  return area;
}

void MeanCurve::add(std::span<const double> curve) {
  if (count_ == 0) sum_.assign(curve.size(), 0);
  if (curve.size() != sum_.size())
    throw std::invalid_argument("mean curve: curves with other numbers of points");
  for (size_t k = 0; k < sum_.size(); ++k) sum_[k] += curve[k];
  ++count_;
}

std::vector<double> MeanCurve::mean() const {
  if (count_ == 0) throw std::invalid_argument("mean curve: no curves");
  std::vector<double> mean = sum_;
  for (double& v : mean) v /= count_;
  return mean;
}

}  // namespace vidcam
