#include "eval/win.h"

#include <cmath>
#include <stdexcept>

namespace vidcam {

double win_percent(double explained_a, double explained_b) {
  if (!std::isfinite(explained_a) || !std::isfinite(explained_b))
    throw std::invalid_argument("win: a confidence is finite");
  if (explained_a == explained_b) return 50;
  return explained_a > explained_b ? 100 : 0;
}

Win win_percent(std::span<const double> explained_a, std::span<const double> explained_b) {
  if (explained_a.empty() || explained_a.size() != explained_b.size())
    throw std::invalid_argument("win: two methods over the same items, at least one");
  const double one = 100 / static_cast<double>(explained_a.size());
  size_t a = 0, b = 0;
  for (size_t i = 0; i < explained_a.size(); ++i) {
    const double won = win_percent(explained_a[i], explained_b[i]);
    a += won > 50;
    b += won < 50;
  }
  const size_t ties = explained_a.size() - a - b;
  return {one * static_cast<double>(a), one * static_cast<double>(b),
          one * static_cast<double>(ties)};
}

}  // namespace vidcam
