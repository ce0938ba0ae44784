#pragma once

#include <cstdint>

namespace vidcam::detail {

// Winograd's minimal filtering F(m x m, 3 x 3): m x m results of a 3 x 3 correlation out of
// (m + 2)^2 products of each channel instead of 9 m^2. Lavin & Gray, Fast Algorithms for
// Convolutional Neural Networks, CVPR 2016, eq. 8:  Y = A^T [(G g G^T) . (B^T d B)] A.
// Interpolated at 0, 1, -1 and infinity where m = 2, as there (eq. 7); at 0, +-1/sqrt(2), +-sqrt(2)
// and infinity where m = 4, where rounding is a quarter of that of their 0, +-1, +-2 and infinity
// (arXiv 1803.10986 says why points and their reciprocals serve best).
struct WinogradTile {
  int64_t outputs = 0;  // m: 2 or 4

  [[nodiscard]] int64_t inputs() const { return outputs + 2; }
  [[nodiscard]] int64_t products() const { return inputs() * inputs(); }
  // How many lie along `size` results.
  [[nodiscard]] int64_t along(int64_t size) const { return (size + outputs - 1) / outputs; }
};

// Channels are taken so many at a time: what they are counted in below.
constexpr int64_t kWinogradLanes = 16;

// G g G^T of each channel, in float64 and rounded once. Place i of the 3 x 3 of channel c is
// g[i * channels + c]; what becomes product p of channel c is written to u[p * stride + c].
void winograd_filter(WinogradTile tile, const float* g, int64_t channels, float* u, int64_t stride);

// B^T d B of each channel. d: inputs() x inputs() pixels of `channels` values. What becomes product
// p of channel c is written to v[p * stride + c].
void winograd_pixels(WinogradTile tile, const float* const* d, int64_t channels, float* v,
                     int64_t stride);

// A^T m A + bias of each channel. Product p of channel c is m[p * stride + c]; y: outputs() x
// outputs() pixels of `channels` values.
void winograd_results(WinogradTile tile, const float* m, int64_t stride, const float* bias,
                      int64_t channels, float* const* y);

}  // namespace vidcam::detail
