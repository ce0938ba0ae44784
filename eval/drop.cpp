#include "eval/drop.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace vidcam {
namespace {

void check(const Confidence& c) {
  if (!std::isfinite(c.full) || !std::isfinite(c.explained) || c.full < 0 || c.explained < 0)
    throw std::invalid_argument("drop: a confidence is finite and not negative");
}

template <class Part>
double mean_over(std::span<const Confidence> items, Part&& part) {
  if (items.empty()) throw std::invalid_argument("drop: no items to average over");
  double sum = 0;
  for (const Confidence& c : items) sum += part(c);
  return sum / static_cast<double>(items.size());
}

}  // namespace

double drop_percent(const Confidence& c, DropKind kind) {
  check(c);
  const double lost = std::max(0.0, c.full - c.explained);
  if (kind == DropKind::Absolute) return 100 * lost;
  return lost > 0 ? 100 * lost / c.full : 0;
}

double average_drop_percent(std::span<const Confidence> items, DropKind kind) {
  return mean_over(items, [&](const Confidence& c) { return drop_percent(c, kind); });
}

double increase_percent(std::span<const Confidence> items) {
  return mean_over(items, [](const Confidence& c) {
    check(c);
    return c.explained > c.full ? 100.0 : 0.0;
  });
}

}  // namespace vidcam
