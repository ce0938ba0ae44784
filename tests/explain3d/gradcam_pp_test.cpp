#include "explain3d/gradcam_pp.h"

#include "tests/explain3d/random_evidence.h"
#include "tests/explain3d/tensors.h"

namespace vidcam::testing {
namespace {

// Two channels of 2 x 2 x 2 cells, T outermost.
//   s_0 = 4: relu(g) / (2 + s g) = 1/6 (g = 1) and 1/8 (g = 1/2); g = -1 counts nothing: w_0 = 7/24
//   s_1 = 2: 3/8 (g = 3): w_1 = 9/24.  Denominators used: 6, 4, 8.
Evidence tiny() {
  const at::Tensor A = tensor_of({1, 0, 0, 1, 0, 1, 1, 0,  //
                                  2, 0, 0, 0, 0, 0, 0, 0},
                                 {1, 2, 2, 2, 2});
  const at::Tensor g = tensor_of({1, -1, 0, 0.5, 0, 0, 0, 0,  //
                                  0, 0, 0, 0, 0, 0, 0, 3},
                                 {1, 2, 2, 2, 2});
  return {A, g};
}

TEST(GradCamPlusPlusTest, GivesTheMapComputedByHand) {
  const Maps maps = GradCamPlusPlus().explain(tiny(), {});
  EXPECT_EQ(maps.L.sizes(), (std::vector<int64_t>{1, 2, 2, 2}));
  expect_map_near(doubles(maps.L), {25 / 24.0, 0, 0, 7 / 24.0, 0, 7 / 24.0, 7 / 24.0, 0}, 1e-7);
  EXPECT_EQ(maps.alpha_condition.item<double>(), 4);
}

// Step 0: s_0 = 2: 1/4 + 0.5/3 = 5/12; s_1 = 2, no gradient: 0. Step 1: s_0 = 2, no gradient: 0;
// s_1 = 0: 3/2, but A^1 is 0 there.
TEST(GradCamPlusPlusTest, PoolsEachStepOnItsOwnWhenAsked) {
  const Maps maps = GradCamPlusPlus().explain(tiny(), {Pool::PerStep});
  expect_map_near(doubles(maps.L), {5 / 12.0, 0, 0, 5 / 12.0, 0, 0, 0, 0}, 1e-7);
  EXPECT_EQ(maps.alpha_condition.item<double>(), 2);
}

TEST(GradCamPlusPlusTest, AgreesWithTheEquationsLoopedInDouble) {
  expect_equations(GradCamPlusPlus(), gradcam_pp_by_loop);
}

// g^2 and g^3 of 1e-20 are 0 in float32: eq 19 as printed would be 0 / 0.
TEST(GradCamPlusPlusTest, KeepsGradientsWhoseCubeUnderflows) {
  const Evidence e = tiny();
  const Maps maps = GradCamPlusPlus().explain({e.A, e.g * 1e-20}, {});
  // alpha is 1/2: w_0 = 0.75e-20, w_1 = 1.5e-20.
  expect_map_near(doubles(maps.L), {3.75e-20, 0, 0, 0.75e-20, 0, 0.75e-20, 0.75e-20, 0}, 1e-6);
}

// s = -2, g = 1 in cell 0: 2 + s g is exactly 0. The other cell: 0.5 / (2 - 1) = 0.5 = w.
TEST(GradCamPlusPlusTest, TakesAlphaAsZeroOnlyWhereTheDenominatorIsExactlyZero) {
  const Evidence e{tensor_of({-3, 1}, {1, 1, 1, 1, 2}), tensor_of({1, 0.5}, {1, 1, 1, 1, 2})};
  const Maps maps = GradCamPlusPlus().explain(e, {});
  EXPECT_EQ(doubles(maps.L), (std::vector<double>{0, 0.5}));
  EXPECT_EQ(maps.alpha_condition.item<double>(), 0);
}

TEST(GradCamPlusPlusTest, SaysHowNearEachClipCameToThePole) {
  const at::Tensor A = tensor_of({-2, 0, 4, 0, 1, 1}, {3, 1, 1, 1, 2});
  const at::Tensor g = tensor_of({0.75, 0, 0.25, 0, -1, 0}, {3, 1, 1, 1, 2});
  const auto condition = doubles(GradCamPlusPlus().explain({A, g}, {}).alpha_condition);
  EXPECT_EQ(condition[0], 0.5);
  EXPECT_EQ(condition[1], 3);
  EXPECT_TRUE(std::isnan(condition[2]));  // no positive gradient: no term
}

TEST(GradCamPlusPlusTest, IsNeverBelowTwoBehindAReLU) {
  const auto condition = GradCamPlusPlus().explain(evidence_3d(true), {}).alpha_condition;
  EXPECT_TRUE((condition >= 2).all().item<bool>()) << condition;
}

}  // namespace
}  // namespace vidcam::testing
