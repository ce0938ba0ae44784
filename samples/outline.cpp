#include "samples/outline.h"

#include <cmath>
#include <numbers>

namespace vidcam::samples {
namespace {

// Corners on circles around the origin; the radii take turns, which makes stars of polygons.
Outline around(int corners, double odd_radius) {
  Outline outline;
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners;
    const double radius = i % 2 == 0 ? 1 : odd_radius;
    outline.push_back({radius * std::cos(angle), radius * std::sin(angle)});
  }
  return outline;
}

Outline cross() {
  const double a = 0.33, b = std::sqrt(1 - 0.33 * 0.33);
  return {{a, b},   {a, a},   {b, a},   {b, -a}, {a, -a}, {a, -b},
          {-a, -b}, {-a, -a}, {-b, -a}, {-b, a}, {-a, a}, {-a, b}};
}

Outline bar() { return {{0.89, 0.45}, {0.89, -0.45}, {-0.89, -0.45}, {-0.89, 0.45}}; }

Outline arrow() { return {{1, 0}, {-0.6, 0.8}, {-0.25, 0}, {-0.6, -0.8}}; }

}  // namespace

Outline random_outline(Random& random) {
  switch (random.below(8)) {
    case 0:
      return around(3, 1);
    case 1:
      return around(4, 1);
    case 2:
      return around(5, 1);
    case 3:
      return bar();
    case 4:
      return around(10, 0.5);
    case 5:
      return cross();
    case 6:
      return arrow();
    default:
      return around(24, 1);
  }
}

bool inside(const Outline& outline, Vec point) {
  bool odd = false;
  for (size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
    const Vec& a = outline[i];
    const Vec& b = outline[j];
    if ((a.y > point.y) == (b.y > point.y)) continue;
    if (point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x)) odd = !odd;
  }
  return odd;
}

}  // namespace vidcam::samples
