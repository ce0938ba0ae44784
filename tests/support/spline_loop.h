#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "tests/support/upsample_loop.h"

namespace vidcam::testing {

// Cubic spline interpolation in plain loops over doubles: along one axis after the other, first and
// last cell on first and last pixel, mirrored there. Written from the definition of the B-spline,
// to hold the library's against.
inline double bspline(double x) {
  const double a = std::abs(x);
  if (a < 1) return 2.0 / 3 - a * a + a * a * a / 2;
  return a < 2 ? (2 - a) * (2 - a) * (2 - a) / 6 : 0;
}

inline size_t reflected(int64_t i, int64_t n) {
  if (n == 1) return 0;
  while (i < 0 || i >= n) i = i < 0 ? -i : 2 * (n - 1) - i;
  return static_cast<size_t>(i);
}

// Coefficients whose spline passes through f: Gauss-Seidel on (c[i-1] + 4 c[i] + c[i+1]) / 6 =
// f[i], which is diagonally dominant.
inline std::vector<double> spline_coefficients(const std::vector<double>& f) {
  const auto n = static_cast<int64_t>(f.size());
  std::vector<double> c = f;
  if (n == 1) return c;
  for (int sweep = 0; sweep < 200; ++sweep)
    for (int64_t i = 0; i < n; ++i)
      c[static_cast<size_t>(i)] =
          (6 * f[static_cast<size_t>(i)] - c[reflected(i - 1, n)] - c[reflected(i + 1, n)]) / 4;
  return c;
}

inline std::vector<double> spline_axis(const std::vector<double>& f, int64_t out) {
  const auto n = static_cast<int64_t>(f.size());
  const std::vector<double> c = spline_coefficients(f);
  std::vector<double> values;
  for (int64_t j = 0; j < out; ++j) {
    const double x =
        out > 1 ? static_cast<double>(j * (n - 1)) / static_cast<double>(out - 1) : 0.0;
    double sum = 0;
    if (n == 1) sum = c[0];
    for (int64_t i = -2; n > 1 && i < n + 2; ++i)
      sum += c[reflected(i, n)] * bspline(x - static_cast<double>(i));
    values.push_back(sum);
  }
  return values;
}

// [T, H, W] to another size.
inline std::vector<double> spline_by_loop(std::vector<double> map, Size3 from, const Size3& to) {
  for (size_t a = 0; a < 3; ++a) {
    Size3 next = from;
    next[a] = to[a];
    std::vector<double> out(static_cast<size_t>(next[0] * next[1] * next[2]));
    const int64_t inner = a == 0 ? from[1] * from[2] : a == 1 ? from[2] : 1;
    const int64_t outer = static_cast<int64_t>(map.size()) / (inner * from[a]);
    for (int64_t o = 0; o < outer; ++o) {
      for (int64_t i = 0; i < inner; ++i) {
        std::vector<double> line;
        for (int64_t p = 0; p < from[a]; ++p)
          line.push_back(map[static_cast<size_t>((o * from[a] + p) * inner + i)]);
        const auto stretched = spline_axis(line, to[a]);
        for (int64_t p = 0; p < to[a]; ++p)
          out[static_cast<size_t>((o * to[a] + p) * inner + i)] = stretched[static_cast<size_t>(p)];
      }
    }
    map = out;
    from = next;
  }
  return map;
}

}  // namespace vidcam::testing
