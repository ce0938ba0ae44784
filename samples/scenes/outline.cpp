#include "samples/scenes/outline.h"

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

Outline bar() { return {{0.89, 0.45}, {0.89, -0.45}, {-0.89, -0.45}, {-0.89, 0.45}}; }

Outline arrow() { return {{1, 0}, {-0.6, 0.8}, {-0.25, 0}, {-0.6, -0.8}}; }

}  // namespace

Outline polygon_outline(int corners) { return around(corners, 1); }

Outline cross_outline() {
  const double a = 0.33, b = std::sqrt(1 - 0.33 * 0.33);
  return {{a, b},   {a, a},   {b, a},   {b, -a}, {a, -a}, {a, -b},
          {-a, -b}, {-a, -a}, {-b, -a}, {-b, a}, {-a, a}, {-a, b}};
}

Outline random_outline(Random& random) {
  switch (random.below(8)) {
    case 0:
      return polygon_outline(3);
    case 1:
      return polygon_outline(4);
    case 2:
      return polygon_outline(5);
    case 3:
      return bar();
    case 4:
      return around(10, 0.5);
    case 5:
      return cross_outline();
    case 6:
      return arrow();
    default:
      return polygon_outline(24);
  }
}

double area_of(const Outline& outline) {
  double twice = 0;
  for (size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++)
    twice += outline[j].x * outline[i].y - outline[i].x * outline[j].y;
  return std::abs(twice) / 2;
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
