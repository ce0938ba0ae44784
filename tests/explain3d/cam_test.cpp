#include "explain3d/cam.h"

#include <limits>

#include "tests/explain3d/random_evidence.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

// Eq 2 with the weights of the linear layer itself: sum_k w_k^c A^k, no ReLU.
std::vector<double> cam_by_loop(const Volume& A, const at::Tensor& weight, int64_t c) {
  const std::vector<double> w = doubles(weight[c]);
  std::vector<double> L(static_cast<size_t>(A.T * A.H * A.W), 0.0);
  for (int64_t k = 0; k < A.C; ++k)
    for (size_t i = 0; i < L.size(); ++i)
      L[i] += w[static_cast<size_t>(k)] * A.values[static_cast<size_t>(k) * L.size() + i];
  return L;
}

// conv -> ReLU -> mean over T, H, W -> fc -> 5 classes.
ScriptNet pooled_net_3d() {
  ScriptNet net(31, at::kDouble);
  net.conv3d("conv", 3, 6).linear("fc", 6, 5);
  net.define("def forward(self, x):\n  return self.fc(torch.relu(self.conv(x)).mean([2, 3, 4]))\n");
  return net;
}

void expect_linear_weights(const Evidence& e, const at::Tensor& weight, double tolerance) {
  for (const Pool pool : {Pool::Volume, Pool::PerStep}) {
    const Maps maps = Cam().explain(e, {pool});
    for (int64_t n = 0; n < e.A.size(0); ++n)
      expect_map_near(doubles(maps.L[n]), cam_by_loop(volume_of(e.A, n), weight, n), tolerance);
  }
}

// g = 1/2 at all eight positions of channel 0: w_0 = 4; -1/4: w_1 = -2.
TEST(CamTest, GivesTheMapComputedByHandWithItsNegativeValues) {
  const at::Tensor A = tensor_of({1, 2, 3, 4, 5, 6, 7, 8,  //
                                  1, 0, 1, 9, 0, 1, 0, 20},
                                 {1, 2, 2, 2, 2});
  const at::Tensor g = tensor_of({0.5, -0.25}, {1, 2, 1, 1, 1}).expand({1, 2, 2, 2, 2});
  const Maps maps = Cam().explain({A, g}, {});
  EXPECT_EQ(doubles(maps.L), (std::vector<double>{2, 8, 10, -2, 20, 22, 28, -8}));
}

TEST(CamTest, WeighsByTheLinearLayerOfTheModel) {
  expect_linear_weights(evidence_2d(true), make_2d_net(12).weight("fc.weight"), 1e-5);
  const ScriptNet net = pooled_net_3d();
  at::manual_seed(8);
  const Evidence e = random_evidence(net, c3d_like_card(), "conv", true, {3, 3, 4, 6, 6});
  expect_linear_weights(e, net.weight("fc.weight"), 1e-12);
}

TEST(CamTest, RefusesAHeadThatTellsPositionsApart) {
  for (const Evidence& e : {evidence_3d(true, "conv3a"), evidence_2d(true, "conv1")}) {
    expect_error(
        ExitCode::Unusable, [&] { (void)Cam().explain(e, {}); }, "not global average pooling",
        "use gradcam");
  }
}

// One of eight positions is off by 1e-4 of the largest gradient; then by no more than rounding.
TEST(CamTest, AllowsRoundingOnly) {
  const at::Tensor A = at::ones({2, 1, 2, 2, 2});
  at::Tensor g = at::ones({2, 1, 2, 2, 2});
  g[1][0][0][0][1] += 1e-6;
  EXPECT_NO_THROW((void)Cam().explain({A, g}, {}));
  g[1][0][0][0][1] += 1e-4;
  expect_error(
      ExitCode::Unusable,
      [&] {
        (void)Cam().explain({A, g}, {});
      },
      "by 0.00");
}

TEST(CamTest, PassesNanAndNoGradientOn) {
  const at::Tensor A = at::ones({2, 1, 1, 1, 2});
  at::Tensor g = at::zeros({2, 1, 1, 1, 2});
  g[1][0][0][0][0] = std::numeric_limits<double>::quiet_NaN();
  const Maps maps = Cam().explain({A, g}, {});
  EXPECT_EQ(doubles(maps.L[0]), (std::vector<double>{0, 0}));
  EXPECT_TRUE(maps.L[1].isnan().all().item<bool>());
}

}  // namespace
}  // namespace vidcam::testing
