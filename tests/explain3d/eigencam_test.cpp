#include "explain3d/eigencam.h"

#include <limits>

#include "tests/explain3d/random_evidence.h"
#include "tests/explain3d/tensors.h"

namespace vidcam::testing {
namespace {

// V_1 of the steps [t0, t1) by power iteration on O^T O, in double: far more rounds than the gap of
// random maps needs.
std::vector<double> first_singular_vector(const Volume& A, int64_t t0, int64_t t1) {
  std::vector<double> v(static_cast<size_t>(A.C), 1.0);
  for (int round = 0; round < 3000; ++round) {
    std::vector<double> next(v.size(), 0.0);
    for (int64_t t = t0; t < t1; ++t) {
      for (int64_t p = 0; p < A.H * A.W; ++p) {
        double along = 0;
        for (int64_t k = 0; k < A.C; ++k) along += A.at(k, t, p) * v[static_cast<size_t>(k)];
        for (int64_t k = 0; k < A.C; ++k) next[static_cast<size_t>(k)] += A.at(k, t, p) * along;
      }
    }
    double length = 0;
    for (const double x : next) length += x * x;
    for (size_t k = 0; k < v.size(); ++k) v[k] = next[k] / std::sqrt(length);
  }
  return v;
}

// relu(O V_1), the sum over the positions not negative.
std::vector<double> eigencam_by_loop(const Volume& A, const Volume& /*g*/, bool steps) {
  std::vector<double> L;
  for (int64_t t0 = 0; t0 < A.T; t0 += steps ? 1 : A.T) {
    const int64_t t1 = steps ? t0 + 1 : A.T;
    const auto v = first_singular_vector(A, t0, t1);
    double sum = 0;
    const auto from = static_cast<std::ptrdiff_t>(L.size());
    for (int64_t t = t0; t < t1; ++t) {
      for (int64_t p = 0; p < A.H * A.W; ++p) {
        double along = 0;
        for (int64_t k = 0; k < A.C; ++k) along += A.at(k, t, p) * v[static_cast<size_t>(k)];
        L.push_back(along);
        sum += along;
      }
    }
    for (auto x = L.begin() + from; x != L.end(); ++x) *x = std::max(sum < 0 ? -*x : *x, 0.0);
  }
  return L;
}

// O = [[3, 4], [0, 0]] over four positions of two channels: V_1 = (0.6, 0.8).
TEST(EigenCamTest, GivesTheMapComputedByHand) {
  const at::Tensor A = tensor_of({3, 0, 0, 6, 4, 0, 0, 8}, {1, 2, 1, 2, 2});
  const Maps maps = EigenCam().explain({A, at::zeros_like(A)}, {});
  expect_map_near(doubles(maps.L), {5, 0, 0, 10}, 1e-6);
}

// More channels than positions: the other Gram matrix.
TEST(EigenCamTest, GivesTheSameByTheSmallerMatrix) {
  const at::Tensor A = tensor_of({3, 6, 4, 8, 0, 0}, {1, 3, 1, 1, 2});
  const Maps maps = EigenCam().explain({A, at::zeros_like(A)}, {});
  expect_map_near(doubles(maps.L), {5, 10}, 1e-6);
}

TEST(EigenCamTest, AgreesWithTheEquationsLoopedInDouble) {
  expect_equations(EigenCam(), eigencam_by_loop);
}

TEST(EigenCamTest, IsNeverBlackBehindAReLUAndTurnsNegativeLayersRound) {
  const at::Tensor A = tensor_of({-1, -2, -3, -4}, {1, 1, 1, 2, 2});
  const Maps maps = EigenCam().explain({A, at::zeros_like(A)}, {});
  expect_map_near(doubles(maps.L), {1, 2, 3, 4}, 1e-6);
}

TEST(EigenCamTest, KeepsNanInItsPlaceAndZeroFlat) {
  at::Tensor A = at::zeros({2, 2, 1, 1, 3});
  A[1][0][0][0][1] = std::numeric_limits<double>::infinity();
  A[1][1][0][0][2] = 1;
  const Maps maps = EigenCam().explain({A, at::zeros_like(A)}, {});
  EXPECT_EQ(doubles(maps.L[0]), (std::vector<double>{0, 0, 0}));
  EXPECT_TRUE(std::isnan(doubles(maps.L[1])[1]));
}

}  // namespace
}  // namespace vidcam::testing
