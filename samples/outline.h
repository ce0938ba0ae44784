#pragma once

#include <vector>

#include "samples/random.h"

namespace vidcam::samples {

struct Vec {
  double x = 0, y = 0;
};

// The outline of a shape, around the origin, its farthest corner at distance 1. Corners in order;
// not always convex.
using Outline = std::vector<Vec>;

// A triangle, square, pentagon, bar, star, cross, arrow or (nearly) a disc.
[[nodiscard]] Outline random_outline(Random& random);

// Even-odd rule.
[[nodiscard]] bool inside(const Outline& outline, Vec point);

}  // namespace vidcam::samples
