#include "explain3d/layercam.h"

#include "tests/explain3d/random_evidence.h"
#include "tests/explain3d/tensors.h"

namespace vidcam::testing {
namespace {

TEST(LayerCamTest, GivesTheMapComputedByHand) {
  const at::Tensor A = tensor_of({1, 2, 3, 4, 5, 6, -7, 8}, {1, 2, 1, 2, 2});
  const at::Tensor g = tensor_of({1, -1, 0, 2, 1, 1, 1, 0}, {1, 2, 1, 2, 2});
  const Maps maps = LayerCam().explain({A, g}, {});
  EXPECT_EQ(doubles(maps.L), (std::vector<double>{6, 6, 0, 8}));
}

TEST(LayerCamTest, AgreesWithTheEquationsLoopedInDouble) {
  expect_equations(LayerCam(), [](const Volume& A, const Volume& g, bool) {
    return elementwise_by_loop(A, g, [](double d) { return std::max(d, 0.0); });
  });
}

}  // namespace
}  // namespace vidcam::testing
