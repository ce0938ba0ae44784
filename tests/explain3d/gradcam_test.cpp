#include "explain3d/gradcam.h"

#include "tests/explain3d/random_evidence.h"
#include "tests/explain3d/tensors.h"

namespace vidcam::testing {
namespace {

// Two channels of 2 x 2 x 2 cells, T outermost.
//   g^0 = 8 in one cell of step 0, so w_0 = 8 / 8 = 1;  g^1 = -16 there, so w_1 = -2
//   L   = relu(A^0 - 2 A^1)
Evidence tiny() {
  const at::Tensor A = tensor_of({1, 2, 3, 4, 5, 6, 7, 8,  //
                                  1, 0, 1, 0, 4, 1, 0, 2},
                                 {1, 2, 2, 2, 2});
  const at::Tensor g = tensor_of({8, 0, 0, 0, 0, 0, 0, 0,  //
                                  0, -16, 0, 0, 0, 0, 0, 0},
                                 {1, 2, 2, 2, 2});
  return {A, g};
}

TEST(GradCamTest, GivesTheMapComputedByHand) {
  const Maps maps = GradCam().explain(tiny(), {});
  EXPECT_EQ(maps.L.sizes(), (std::vector<int64_t>{1, 2, 2, 2}));
  EXPECT_EQ(doubles(maps.L), (std::vector<double>{0, 2, 1, 4, 0, 4, 7, 4}));
  EXPECT_FALSE(maps.alpha_condition.defined());
}

// Step 0: w_0 = 8 / 4 = 2, w_1 = -4; step 1 has no gradient at all.
TEST(GradCamTest, PoolsEachStepOnItsOwnWhenAsked) {
  const Maps maps = GradCam().explain(tiny(), {Pool::PerStep});
  EXPECT_EQ(doubles(maps.L), (std::vector<double>{0, 4, 2, 8, 0, 0, 0, 0}));
}

TEST(GradCamTest, KeepsTheClipsOfABatchApart) {
  const Evidence one = tiny();
  const Maps maps = GradCam().explain({at::cat({one.A, one.A}), at::cat({one.g, -one.g})}, {});
  EXPECT_EQ(doubles(maps.L[0]), (std::vector<double>{0, 2, 1, 4, 0, 4, 7, 4}));
  EXPECT_EQ(doubles(maps.L[1]), (std::vector<double>{1, 0, 0, 0, 3, 0, 0, 0}));
}

TEST(GradCamTest, AgreesWithTheEquationsLoopedInDouble) {
  expect_equations(GradCam(), gradcam_by_loop);
}

TEST(GradCamTest, StaysInDoubleForDoubleEvidence) {
  const Evidence e{at::rand({1, 3, 2, 2, 2}, at::kDouble), at::randn({1, 3, 2, 2, 2}, at::kDouble)};
  EXPECT_EQ(GradCam().explain(e, {}).L.scalar_type(), at::kDouble);
}

}  // namespace
}  // namespace vidcam::testing
