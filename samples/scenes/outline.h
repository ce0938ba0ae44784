#pragma once

#include <vector>

#include "samples/scenes/random.h"

namespace vidcam::samples {

struct Vec {
  double x = 0, y = 0;
};

// The outline of a shape, around the origin, its farthest corner at distance 1. Corners in order;
// not always convex.
using Outline = std::vector<Vec>;

// Equal sides; 24 corners are (nearly) a disc.
[[nodiscard]] Outline polygon_outline(int corners);
[[nodiscard]] Outline cross_outline();

// A triangle, square, pentagon, bar, star, cross, arrow or (nearly) a disc.
[[nodiscard]] Outline random_outline(Random& random);

[[nodiscard]] double area_of(const Outline& outline);

// Even-odd rule.
[[nodiscard]] bool inside(const Outline& outline, Vec point);

}  // namespace vidcam::samples
