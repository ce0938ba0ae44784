#include "decode/display_matrix.h"

namespace vidcam {
namespace {

struct Axes {
  Point x;  // where a step to the right goes
  Point y;  // where a step down goes
};

Axes axes_of(Orientation o) {
  const Point origin = turned({0, 0}, 2, 2, o);
  const Point x = turned({1, 0}, 2, 2, o);
  const Point y = turned({0, 1}, 2, 2, o);
  return {{x.x - origin.x, x.y - origin.y}, {y.x - origin.x, y.y - origin.y}};
}

}  // namespace

Orientation orientation_of(std::span<const int32_t, 9> matrix) {
  Orientation best;
  double best_fit = 0;
  for (const bool flip : {false, true}) {
    for (int turns = 0; turns < 4; ++turns) {
      const Orientation candidate{turns, flip};
      const Axes axes = axes_of(candidate);
      // Inner product with the candidate's matrix: largest for the one that is nearest.
      const double fit = 1.0 * matrix[0] * axes.x.x + 1.0 * matrix[1] * axes.x.y +
                         1.0 * matrix[3] * axes.y.x + 1.0 * matrix[4] * axes.y.y;
      if (fit > best_fit) {
        best_fit = fit;
        best = candidate;
      }
    }
  }
  return best;
}

}  // namespace vidcam
