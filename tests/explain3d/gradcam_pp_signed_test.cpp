#include "explain3d/gradcam_pp_signed.h"

#include "tests/explain3d/random_evidence.h"
#include "tests/explain3d/tensors.h"

namespace vidcam::testing {
namespace {

// Four cells a channel.
//   s_0 = 4: g / (2 + s g) = 1/6 (g = 1), -1/4 / (2 - 1) = -1/4 (g = -1/4): w_0 = -1/12
//   s_1 = 2: 3/8 (g = 3): w_1 = 9/24.  Denominators used: 6, 1, 8.
TEST(GradCamPlusPlusSignedTest, GivesTheMapComputedByHand) {
  const at::Tensor A = tensor_of({1, 0, 3, 0, 2, 0, 0, 0}, {1, 2, 1, 2, 2});
  const at::Tensor g = tensor_of({1, -0.25, 0, 0, 0, 0, 0, 3}, {1, 2, 1, 2, 2});
  const Maps maps = GradCamPlusPlusSigned().explain({A, g}, {});
  expect_map_near(doubles(maps.L), {2 / 3.0, 0, 0, 0}, 1e-7);  // -1/12 + 3/4; -3/12 is cut off
  EXPECT_EQ(maps.alpha_condition.item<double>(), 1);
}

TEST(GradCamPlusPlusSignedTest, AgreesWithTheEquationsLoopedInDouble) {
  expect_equations(GradCamPlusPlusSigned(), [](const Volume& A, const Volume& g, bool steps) {
    return map_by_loop(A, steps, [&](int64_t k, int64_t t0, int64_t t1) {
      return gradcam_pp_signed_weight(A, g, k, t0, t1);
    });
  });
}

}  // namespace
}  // namespace vidcam::testing
