#include "eval/t_interval.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace vidcam {

std::optional<Interval> t_interval(std::span<const double> values, double level) {
  const auto finite = [](double v) { return std::isfinite(v); };
  if (values.empty() || !std::all_of(values.begin(), values.end(), finite) || !(level > 0) ||
      !(level < 1))
    throw std::invalid_argument("t_interval: finite values, a level in (0, 1)");
  if (values.size() == 1) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double t =
      boost::math::quantile(boost::math::students_t_distribution<double>(n - 1), (1 + level) / 2);
  const double reach = t * std::sqrt(squares / (n - 1) / n);
  return Interval{mean - reach, mean + reach};
}

}  // namespace vidcam
