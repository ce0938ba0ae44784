#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace vidcam::testing {

// That `gradients`, one a weight, are those of value(), a double: along some random ways through
// all weights at once, against central differences. weights: float64, moved and put back.
template <class Value>
void expect_gradients(const std::vector<at::Tensor>& gradients,
                      const std::vector<at::Tensor>& weights, const Value& value,
                      const std::string& what) {
  constexpr double kStep = 1e-6;
  for (int turn = 0; turn < 5; ++turn) {
    std::vector<at::Tensor> way;
    way.reserve(weights.size());
    double slope = 0;
    for (const at::Tensor& g : gradients) {
      way.push_back(at::randn_like(g));
      slope += (way.back() * g).sum().template item<double>();
    }
    const auto moved = [&](double by) {
      for (size_t i = 0; i < way.size(); ++i) weights[i].detach().add_(way[i], by);
    };
    moved(kStep);
    const double ahead = value();
    moved(-2 * kStep);
    const double back = value();
    moved(kStep);
    EXPECT_NEAR(slope, (ahead - back) / (2 * kStep), 1e-5 * std::max(1.0, std::abs(slope))) << what;
  }
}

}  // namespace vidcam::testing
