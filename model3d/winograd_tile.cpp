#include "model3d/winograd_tile.h"

#include <cstddef>
#include <numbers>

#include "pipeline/base/for_each_cpu.h"

namespace vidcam::detail {
namespace {

// Of so many channels at once.
using Lanes = float __attribute__((vector_size(kWinogradLanes * sizeof(float)),
                                   aligned(alignof(float)), may_alias));

using WideLanes = double __attribute__((vector_size(kWinogradLanes * sizeof(double))));

VIDCAM_PART_OF_IT const Lanes& lanes(const float* p) { return *reinterpret_cast<const Lanes*>(p); }
VIDCAM_PART_OF_IT Lanes& lanes(float* p) { return *reinterpret_cast<Lanes*>(p); }

struct F2 {
  static constexpr size_t kOutputs = 2, kInputs = 4;
  static constexpr double kFilter[kInputs][3] = {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}};

  VIDCAM_PART_OF_IT static void pixels(const Lanes* d, Lanes* v) {
    v[0] = d[0] - d[2];
    v[1] = d[1] + d[2];
    v[2] = d[2] - d[1];
    v[3] = d[3] - d[1];
  }
  VIDCAM_PART_OF_IT static void results(const Lanes* m, Lanes* y) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] + m[3];
  }
};

// With points a and b, ab = 1, the rows of B^T are x^4 - (a^2 + b^2) x^2 + 1, x (x + a) (x^2 - b^2)
// and so on: the polynomial that is 0 at all points but one.
struct F4 {
  static constexpr size_t kOutputs = 4, kInputs = 6;
  static constexpr double kRoot = std::numbers::sqrt2;
  static constexpr double kFilter[kInputs][3] = {{1, 0, 0},
                                                 {-2 / 3., -kRoot / 3, -1 / 3.},
                                                 {-2 / 3., kRoot / 3, -1 / 3.},
                                                 {1 / 6., kRoot / 6, 1 / 3.},
                                                 {1 / 6., -kRoot / 6, 1 / 3.},
                                                 {0, 0, 1}};
  static constexpr float kB = std::numbers::sqrt2_v<float>, kA = kB / 2;  // the points
  static constexpr float kA3 = kA / 2, kB3 = kB * 2;                      // and their cubes

  VIDCAM_PART_OF_IT static void pixels(const Lanes* d, Lanes* v) {
    const Lanes even_a = d[4] - 2 * d[2], odd_a = kA * (d[3] - 2 * d[1]);
    const Lanes even_b = d[4] - 0.5F * d[2], odd_b = kB * (d[3] - 0.5F * d[1]);
    v[0] = d[0] - 2.5F * d[2] + d[4];
    v[1] = even_a + odd_a;
    v[2] = even_a - odd_a;
    v[3] = even_b + odd_b;
    v[4] = even_b - odd_b;
    v[5] = d[1] - 2.5F * d[3] + d[5];
  }
  VIDCAM_PART_OF_IT static void results(const Lanes* m, Lanes* y) {
    const Lanes even_a = m[1] + m[2], odd_a = m[1] - m[2];
    const Lanes even_b = m[3] + m[4], odd_b = m[3] - m[4];
    y[0] = m[0] + even_a + even_b;
    y[1] = kA * odd_a + kB * odd_b;
    y[2] = 0.5F * even_a + 2 * even_b;
    y[3] = kA3 * odd_a + kB3 * odd_b + m[5];
  }
};

template <class F>
VIDCAM_PART_OF_IT void filter_of(const float* g, int64_t channels, float* u, int64_t stride) {
  constexpr size_t n = F::kInputs;
  const auto step = static_cast<size_t>(stride), row = static_cast<size_t>(channels);
  for (int64_t c = 0; c < channels; c += kWinogradLanes) {
    WideLanes half[n][3];  // G g
    for (size_t j = 0; j < 3; ++j) {
      WideLanes column[3];
      for (size_t i = 0; i < 3; ++i)
        column[i] = __builtin_convertvector(lanes(g + (i * 3 + j) * row + c), WideLanes);
      for (size_t i = 0; i < n; ++i)
        half[i][j] = F::kFilter[i][0] * column[0] + F::kFilter[i][1] * column[1] +
                     F::kFilter[i][2] * column[2];
    }
    for (size_t i = 0; i < n; ++i)
      for (size_t j = 0; j < n; ++j) {
        const WideLanes product = F::kFilter[j][0] * half[i][0] + F::kFilter[j][1] * half[i][1] +
                                  F::kFilter[j][2] * half[i][2];
        lanes(u + (i * n + j) * step + c) = __builtin_convertvector(product, Lanes);
      }
  }
}

// The small loops are unrolled, so that a tile stays in registers.
template <class F>
VIDCAM_PART_OF_IT void pixels_of(const float* const* d, int64_t channels, float* v,
                                 int64_t stride) {
  constexpr size_t n = F::kInputs;
  const auto step = static_cast<size_t>(stride);
  for (int64_t c = 0; c < channels; c += kWinogradLanes) {
    Lanes half[n][n];  // (B^T d)^T
#pragma GCC unroll 6
    for (size_t j = 0; j < n; ++j) {
      Lanes column[n];
#pragma GCC unroll 6
      for (size_t i = 0; i < n; ++i) column[i] = lanes(d[i * n + j] + c);
      F::pixels(column, half[j]);
    }
#pragma GCC unroll 6
    for (size_t i = 0; i < n; ++i) {
      Lanes row[n], out[n];
#pragma GCC unroll 6
      for (size_t j = 0; j < n; ++j) row[j] = half[j][i];
      F::pixels(row, out);
#pragma GCC unroll 6
      for (size_t j = 0; j < n; ++j) lanes(v + (i * n + j) * step + c) = out[j];
    }
  }
}

template <class F>
VIDCAM_PART_OF_IT void results_of(const float* m, int64_t stride, const float* bias,
                                  int64_t channels, float* const* y) {
  constexpr size_t n = F::kInputs, outputs = F::kOutputs;
  const auto step = static_cast<size_t>(stride);
  for (int64_t c = 0; c < channels; c += kWinogradLanes) {
    Lanes half[n][outputs];  // (A^T m)^T
#pragma GCC unroll 6
    for (size_t j = 0; j < n; ++j) {
      Lanes column[n];
#pragma GCC unroll 6
      for (size_t i = 0; i < n; ++i) column[i] = lanes(m + (i * n + j) * step + c);
      F::results(column, half[j]);
    }
#pragma GCC unroll 4
    for (size_t i = 0; i < outputs; ++i) {
      Lanes row[n], out[outputs];
#pragma GCC unroll 6
      for (size_t j = 0; j < n; ++j) row[j] = half[j][i];
      F::results(row, out);
#pragma GCC unroll 4
      for (size_t j = 0; j < outputs; ++j) lanes(y[i * outputs + j] + c) = out[j] + lanes(bias + c);
    }
  }
}

VIDCAM_FOR_EACH_CPU void filter2(const float* g, int64_t channels, float* u, int64_t stride) {
  filter_of<F2>(g, channels, u, stride);
}
VIDCAM_FOR_EACH_CPU void filter4(const float* g, int64_t channels, float* u, int64_t stride) {
  filter_of<F4>(g, channels, u, stride);
}
VIDCAM_FOR_EACH_CPU void pixels2(const float* const* d, int64_t channels, float* v,
                                 int64_t stride) {
  pixels_of<F2>(d, channels, v, stride);
}
VIDCAM_FOR_EACH_CPU void pixels4(const float* const* d, int64_t channels, float* v,
                                 int64_t stride) {
  pixels_of<F4>(d, channels, v, stride);
}
VIDCAM_FOR_EACH_CPU void results2(const float* m, int64_t stride, const float* bias,
                                  int64_t channels, float* const* y) {
  results_of<F2>(m, stride, bias, channels, y);
}
VIDCAM_FOR_EACH_CPU void results4(const float* m, int64_t stride, const float* bias,
                                  int64_t channels, float* const* y) {
  results_of<F4>(m, stride, bias, channels, y);
}

}  // namespace

void winograd_filter(WinogradTile tile, const float* g, int64_t channels, float* u,
                     int64_t stride) {
  (tile.outputs == 2 ? filter2 : filter4)(g, channels, u, stride);
}

void winograd_pixels(WinogradTile tile, const float* const* d, int64_t channels, float* v,
                     int64_t stride) {
  (tile.outputs == 2 ? pixels2 : pixels4)(d, channels, v, stride);
}

void winograd_results(WinogradTile tile, const float* m, int64_t stride, const float* bias,
                      int64_t channels, float* const* y) {
  (tile.outputs == 2 ? results2 : results4)(m, stride, bias, channels, y);
}

}  // namespace vidcam::detail
