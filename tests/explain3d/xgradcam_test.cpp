#include "explain3d/xgradcam.h"

#include "tests/explain3d/random_evidence.h"
#include "tests/explain3d/tensors.h"

namespace vidcam::testing {
namespace {

// s_0 = 4: w_0 = 1/4 * 8 + 3/4 * -4 = -1;  s_1 = 2: w_1 = 3;  channel 2 is off.
TEST(XGradCamTest, GivesTheMapComputedByHand) {
  const at::Tensor A = tensor_of({1, 0, 3, 0, 0, 2, 0, 0, 0, 0, 0, 0}, {1, 3, 1, 2, 2});
  const at::Tensor g = tensor_of({8, 5, -4, 5, 7, 3, 7, 7, 1, 1, 1, 1}, {1, 3, 1, 2, 2});
  const Maps maps = XGradCam().explain({A, g}, {});
  EXPECT_EQ(doubles(maps.L), (std::vector<double>{0, 6, 0, 0}));
}

TEST(XGradCamTest, AgreesWithTheEquationsLoopedInDouble) {
  expect_equations(XGradCam(), [](const Volume& A, const Volume& g, bool steps) {
    return map_by_loop(A, steps, [&](int64_t k, int64_t t0, int64_t t1) {
      return xgradcam_weight(A, g, k, t0, t1);
    });
  });
}

// Where every position has one gradient, it is Grad-CAM: w_k is that gradient.
TEST(XGradCamTest, IsGradCamWhereTheGradientIsTheSameEverywhere) {
  const Evidence e = evidence_3d(true);
  const Maps maps = XGradCam().explain(e, {});
  for (int64_t n = 0; n < e.A.size(0); ++n)
    expect_map_near(doubles(maps.L[n]),
                    gradcam_by_loop(volume_of(e.A, n), volume_of(e.g, n), false), 1e-5);
}

}  // namespace
}  // namespace vidcam::testing
