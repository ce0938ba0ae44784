#pragma once

#include <cmath>
#include <vector>

#include "tests/support/npy64.h"

// The papers' equations as plain loops over doubles, to hold the tensor code against. Arrays are
// [C, T, H, W] of one clip; `steps` false: pooled over T, H, W; true: over H, W of each step.
namespace vidcam::testing {

struct Volume {
  int64_t C = 0, T = 1, H = 1, W = 1;
  std::vector<double> values;
  [[nodiscard]] double at(int64_t k, int64_t t, int64_t p) const {
    return values.at(static_cast<size_t>((k * T + t) * H * W + p));
  }
};

// w_k of eq 1 of Grad-CAM over the steps [t0, t1).
inline double gradcam_weight(const Volume& g, int64_t k, int64_t t0, int64_t t1) {
  double sum = 0;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < g.H * g.W; ++p) sum += g.at(k, t, p);
  return sum / static_cast<double>((t1 - t0) * g.H * g.W);
}

// w_k of eq 5 of Grad-CAM++ with alpha of eq 19 as printed; epsilon: what a peer adds to its
// denominator.
inline double gradcam_pp_weight(const Volume& A, const Volume& g, int64_t k, int64_t t0, int64_t t1,
                                double epsilon = 0) {
  double s = 0;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < A.H * A.W; ++p) s += A.at(k, t, p);
  double w = 0;
  for (int64_t t = t0; t < t1; ++t) {
    for (int64_t p = 0; p < g.H * g.W; ++p) {
      const double d = g.at(k, t, p);
      const double below = 2 * d * d + s * d * d * d + epsilon;
      const double alpha = below == 0 ? 0 : d * d / below;
      w += alpha * std::max(d, 0.0);
    }
  }
  return w;
}

// w_k of eq 29 of Grad-CAM++: eq 5 without the ReLU.
inline double gradcam_pp_signed_weight(const Volume& A, const Volume& g, int64_t k, int64_t t0,
                                       int64_t t1) {
  double s = 0;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < A.H * A.W; ++p) s += A.at(k, t, p);
  double w = 0;
  for (int64_t t = t0; t < t1; ++t) {
    for (int64_t p = 0; p < g.H * g.W; ++p) {
      const double d = g.at(k, t, p);
      const double below = 2 * d * d + s * d * d * d;
      if (below != 0) w += d * d / below * d;
    }
  }
  return w;
}

// w_k of XGrad-CAM: each position's gradient by its share of the channel.
inline double xgradcam_weight(const Volume& A, const Volume& g, int64_t k, int64_t t0, int64_t t1) {
  double s = 0;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < A.H * A.W; ++p) s += A.at(k, t, p);
  if (s == 0) return 0;
  double w = 0;
  for (int64_t t = t0; t < t1; ++t)
    for (int64_t p = 0; p < A.H * A.W; ++p) w += A.at(k, t, p) / s * g.at(k, t, p);
  return w;
}

// sum_k weight(k) A^k without a ReLU, [T, H, W].
template <class Weight>
std::vector<double> sum_by_loop(const Volume& A, const Weight& weight) {
  std::vector<double> L(static_cast<size_t>(A.T * A.H * A.W), 0.0);
  for (int64_t k = 0; k < A.C; ++k)
    for (int64_t t = 0; t < A.T; ++t)
      for (int64_t p = 0; p < A.H * A.W; ++p)
        L[static_cast<size_t>(t * A.H * A.W + p)] += weight(k) * A.at(k, t, p);
  return L;
}

// Keras's habit, in place: g over its root mean square + 1e-5.
inline void over_rms_by_loop(Volume& g) {
  double square = 0;
  for (const double d : g.values) square += d * d / static_cast<double>(g.values.size());
  for (double& d : g.values) d /= std::sqrt(square) + 1e-5;
}

// relu(sum_k weight(g at the position) A^k), [T, H, W]: HiResCAM, LayerCAM.
template <class Weight>
std::vector<double> elementwise_by_loop(const Volume& A, const Volume& g, const Weight& weight) {
  std::vector<double> L;
  for (int64_t t = 0; t < A.T; ++t) {
    for (int64_t p = 0; p < A.H * A.W; ++p) {
      double sum = 0;
      for (int64_t k = 0; k < A.C; ++k) sum += weight(g.at(k, t, p)) * A.at(k, t, p);
      L.push_back(std::max(sum, 0.0));
    }
  }
  return L;
}

// relu(sum_k w_k A^k), [T, H, W]. weight(k, t0, t1) as above.
template <class Weight>
std::vector<double> map_by_loop(const Volume& A, bool steps, const Weight& weight) {
  std::vector<double> L(static_cast<size_t>(A.T * A.H * A.W), 0.0);
  for (int64_t k = 0; k < A.C; ++k) {
    for (int64_t t = 0; t < A.T; ++t) {
      const double w = steps ? weight(k, t, t + 1) : weight(k, 0, A.T);
      for (int64_t p = 0; p < A.H * A.W; ++p)
        L[static_cast<size_t>(t * A.H * A.W + p)] += w * A.at(k, t, p);
    }
  }
  for (double& value : L) value = std::max(value, 0.0);
  return L;
}

inline std::vector<double> gradcam_by_loop(const Volume& A, const Volume& g, bool steps) {
  return map_by_loop(
      A, steps, [&](int64_t k, int64_t t0, int64_t t1) { return gradcam_weight(g, k, t0, t1); });
}

inline std::vector<double> gradcam_pp_by_loop(const Volume& A, const Volume& g, bool steps) {
  return map_by_loop(A, steps, [&](int64_t k, int64_t t0, int64_t t1) {
    return gradcam_pp_weight(A, g, k, t0, t1);
  });
}

}  // namespace vidcam::testing
