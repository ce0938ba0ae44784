#include "eval/sign_test.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <stdexcept>

namespace vidcam {
namespace {

double two_sided(size_t plus, size_t minus) {
  if (plus + minus == 0) return 1;
  const boost::math::binomial chance(static_cast<double>(plus + minus), 0.5);
  return std::min(1.0, 2 * cdf(chance, static_cast<double>(std::min(plus, minus))));
}

}  // namespace

SignTest sign_test(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) throw std::invalid_argument("sign test: pairs of values");
  SignTest out;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!std::isfinite(a[i]) || !std::isfinite(b[i]))
      throw std::invalid_argument("sign test: a value is not finite");
    out.plus += a[i] > b[i];
    out.minus += a[i] < b[i];
  }
  out.ties = a.size() - out.plus - out.minus;
  out.p = two_sided(out.plus, out.minus);
  return out;
}

}  // namespace vidcam
