#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace vidcam::testing {

using Size3 = std::array<int64_t, 3>;  // T, H, W

// Trilinear, half-pixel (align_corners = False), in double, eight neighbours at a time: written
// from the definition, to hold the library's against.
inline double sample_by_loop(const std::vector<double>& map, const Size3& from, const Size3& to,
                             const Size3& at) {
  std::array<int64_t, 3> low{}, high{};
  std::array<double, 3> part{};
  for (size_t a = 0; a < 3; ++a) {
    const double scale = static_cast<double>(from[a]) / static_cast<double>(to[a]);
    const double x = std::clamp((static_cast<double>(at[a]) + 0.5) * scale - 0.5, 0.0,
                                static_cast<double>(from[a] - 1));
    low[a] = static_cast<int64_t>(x);
    high[a] = std::min(low[a] + 1, from[a] - 1);
    part[a] = x - static_cast<double>(low[a]);
  }
  double sum = 0;
  for (int corner = 0; corner < 8; ++corner) {
    double weight = 1;
    int64_t cell = 0;
    for (size_t a = 0; a < 3; ++a) {
      const bool up = (corner >> a & 1) != 0;
      weight *= up ? part[a] : 1 - part[a];
      cell = cell * from[a] + (up ? high[a] : low[a]);
    }
    sum += weight * map.at(static_cast<size_t>(cell));
  }
  return sum;
}

inline std::vector<double> upsample_by_loop(const std::vector<double>& map, const Size3& from,
                                            const Size3& to) {
  std::vector<double> out;
  for (int64_t t = 0; t < to[0]; ++t)
    for (int64_t y = 0; y < to[1]; ++y)
      for (int64_t x = 0; x < to[2]; ++x) out.push_back(sample_by_loop(map, from, to, {t, y, x}));
  return out;
}

}  // namespace vidcam::testing
