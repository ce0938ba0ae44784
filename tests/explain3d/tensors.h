#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "explain3d/explainer.h"
#include "tests/explain3d/paper_loop.h"

namespace vidcam::testing {

inline at::Tensor tensor_of(const std::vector<double>& values, at::IntArrayRef shape,
                            at::ScalarType type = at::kFloat) {
  return at::tensor(values, at::kDouble).reshape(shape).to(type);
}

inline std::vector<double> doubles(const at::Tensor& x) {
  const at::Tensor t = x.detach().to(at::kDouble).contiguous();
  return {t.const_data_ptr<double>(), t.const_data_ptr<double>() + t.numel()};
}

// One clip of [N, C, T, H, W].
inline Volume volume_of(const at::Tensor& x, int64_t clip) {
  return {x.size(1), x.size(2), x.size(3), x.size(4), doubles(x[clip])};
}

// Every value within `tolerance` of the expected one of largest magnitude.
template <class T>
void expect_map_near(const std::vector<T>& map, const std::vector<double>& expected,
                     double tolerance) {
  ASSERT_EQ(map.size(), expected.size());
  double top = 0;
  for (const double v : expected) top = std::max(top, std::abs(v));
  double worst = 0;
  size_t where = 0;
  for (size_t i = 0; i < map.size(); ++i) {
    const double error = std::abs(static_cast<double>(map[i]) - expected[i]);
    if (error <= worst) continue;
    worst = error;
    where = i;
  }
  EXPECT_TRUE(std::all_of(map.begin(), map.end(), [](T v) { return std::isfinite(v); }));
  EXPECT_LE(worst, tolerance * top)
      << "at " << where << ": " << map[where] << " for " << expected[where];
}

}  // namespace vidcam::testing
