#include "encode/display_matrix.h"

namespace vidcam {

std::array<int32_t, 9> display_matrix(Orientation orientation, int width, int height) {
  // Where the unit steps along x and y of the coded picture point to as shown: matrix rows
  // (a, b) and (c, d) in x' = a x + c y + tx, y' = b x + d y + ty.
  const Point origin = turned({0, 0}, 2, 2, orientation);
  const Point right = turned({1, 0}, 2, 2, orientation);
  const Point down = turned({0, 1}, 2, 2, orientation);
  const int a = right.x - origin.x;
  const int b = right.y - origin.y;
  const int c = down.x - origin.x;
  const int d = down.y - origin.y;
  constexpr int32_t kOne = 1 << 16;
  const int tx = (a < 0 ? width : 0) + (c < 0 ? height : 0);
  const int ty = (b < 0 ? width : 0) + (d < 0 ? height : 0);
  return {a * kOne, b * kOne, 0, c * kOne, d * kOne, 0, tx * kOne, ty * kOne, 1 << 30};
}

}  // namespace vidcam
