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

std::vector<double> mean_curve(std::span<const std::vector<double>> curves) {
  if (curves.empty()) throw std::invalid_argument("mean curve: no curves");
  std::vector<double> mean(curves[0].size(), 0);
  for (const auto& curve : curves) {
    if (curve.size() != mean.size())
      throw std::invalid_argument("mean curve: curves with other numbers of points");
    for (size_t k = 0; k < mean.size(); ++k) mean[k] += curve[k];
  }
  for (double& v : mean) v /= static_cast<double>(curves.size());
  return mean;
}

}  // namespace vidcam
