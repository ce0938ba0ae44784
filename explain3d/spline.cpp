#include "explain3d/spline.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_inv.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace vidcam {
namespace {

// Index i of an axis of n cells that is mirrored at both end cells.
int64_t mirrored(int64_t i, int64_t n) {
  if (n == 1) return 0;
  const int64_t period = 2 * (n - 1);
  const int64_t in_period = ((i % period) + period) % period;
  return std::min(in_period, period - in_period);
}

// The cubic B-spline at the four cells around a position, `t` behind the second of them.
std::array<double, 4> weights_at(double t) {
  const double u = 1 - t;
  return {u * u * u / 6, (4 - 6 * t * t + 3 * t * t * t) / 6, (4 - 6 * u * u + 3 * u * u * u) / 6,
          t * t * t / 6};
}

// [positions, n] double: what the cells' coefficients weigh at positions step, 2 step ...
at::Tensor spline_at(int64_t positions, double step, int64_t n) {
  at::Tensor W = at::zeros({positions, n}, at::kDouble);
  auto cell = W.accessor<double, 2>();
  for (int64_t j = 0; j < positions; ++j) {
    const double x = std::min(static_cast<double>(j) * step, static_cast<double>(n - 1));
    const auto low = static_cast<int64_t>(std::floor(x));
    const auto weights = weights_at(x - static_cast<double>(low));
    for (int64_t i = 0; i < 4; ++i)
      cell[j][mirrored(low - 1 + i, n)] += weights[static_cast<size_t>(i)];
  }
  return W;
}

// [out, in]: an axis of `in` cells to `out` pixels. The coefficients are those of the spline that
// passes through the cells.
at::Tensor axis(int64_t in, int64_t out) {
  const double step = out > 1 ? static_cast<double>(in - 1) / static_cast<double>(out - 1) : 0.0;
  return at::matmul(spline_at(out, step, in), at::linalg_inv(spline_at(in, 1, in)));
}

}  // namespace

at::Tensor spline_upsampled(const at::Tensor& L, const InputSize& size) {
  const auto along = [&](int64_t dim, int64_t out) {
    return axis(L.size(dim), out).to(L.device());
  };
  at::Tensor x = at::matmul(L.to(at::kDouble), along(3, size.width).t());
  x = at::matmul(along(2, size.height), x);
  x = at::matmul(along(1, size.frames), x.flatten(2));
  return x.view({L.size(0), size.frames, size.height, size.width}).to(L.scalar_type());
}

}  // namespace vidcam
