#include "explain3d/excitation_backprop.h"

#include "explain3d/cmwp.h"
#include "tests/explain3d/asked_model.h"
#include "tests/explain3d/fake_probe.h"
#include "tests/model3d/walk_by_hand.h"

namespace vidcam::testing {
namespace {

// Two channels, two positions; class 1 and class 2, each with its dual.
class WinningProbabilityTest : public ::testing::Test {
 protected:
  WinningProbabilityTest()
      : probe_(at::zeros({1, 3, 1, 1, 2}),
               [](const at::Tensor& x) { return x.flatten(1).sum(1); }) {
    const auto set = [this](int64_t c, bool negated, const std::vector<double>& P) {
      probe_.winning[{c, negated}] = tensor_of(P, {1, 2, 1, 1, 2});
    };
    set(1, false, {0.5, 0, 0.25, 0.25});
    set(1, true, {0.125, 0.625, 0.125, 0.125});
    set(2, false, {0, 0.75, 0, 0.25});
    set(2, true, {0.25, 0.25, 0.25, 0.25});
  }

  [[nodiscard]] std::vector<double> map_of(const Explainer& method, const ScoreAim& aim,
                                           bool rectify = true) {
    probe_.target = aim;
    CamOptions options;
    options.rectify = rectify;
    const Evidence evidence{tensor_of({1, 1, 1, 1}, {1, 2, 1, 1, 2}), {}, &probe_};
    return doubles(method.explain(evidence, options).L);
  }

  FakeProbe probe_;
};

TEST_F(WinningProbabilityTest, ExcitationBackpropSumsTheChannels) {
  EXPECT_EQ(map_of(ExcitationBackprop(), {{1}}), (std::vector<double>{0.75, 0.25}));
}

TEST_F(WinningProbabilityTest, ContrastiveTakesTheDualOffAndCutsWhatIsNegative) {
  EXPECT_EQ(map_of(ContrastiveMwp(), {{1}}), (std::vector<double>{0.5, 0}));
  EXPECT_EQ(map_of(ContrastiveMwp(), {{1}}, /*rectify=*/false), (std::vector<double>{0.5, -0.5}));
}

TEST_F(WinningProbabilityTest, AContrastOfRoundingIsNone) {
  probe_.winning[{1, true}] = tensor_of({0.25, 0.25, 0.5 + 1e-6, -1e-6}, {1, 2, 1, 1, 2});
  EXPECT_EQ(map_of(ContrastiveMwp(), {{1}}), (std::vector<double>{0, 0}));
  probe_.winning[{1, true}] = tensor_of({0.25, 0.25, 0.499, 0.001}, {1, 2, 1, 1, 2});
  EXPECT_GT(map_of(ContrastiveMwp(), {{1}})[0], 0);
}

TEST_F(WinningProbabilityTest, AgainstAClassTheUnitAndItsDualChangePlaces) {
  EXPECT_EQ(map_of(ExcitationBackprop(), {{1}, {}, true}), (std::vector<double>{0.25, 0.75}));
  EXPECT_EQ(map_of(ContrastiveMwp(), {{1}, {}, true}), (std::vector<double>{0, 0.5}));
}

TEST_F(WinningProbabilityTest, AgainstAnotherClassIsADifference) {
  EXPECT_EQ(map_of(ExcitationBackprop(), {{1}, {2}}), (std::vector<double>{0.75, 0}));
  EXPECT_EQ(map_of(ContrastiveMwp(), {{1}, {2}}), (std::vector<double>{1, 0}));
}

// conv1 -> ReLU (the layer) -> mean -> fc: the walk is one step through fc and one to the
// positions.
ScriptNet net_of(const std::string& conv, const std::string& dims) {
  ScriptNet net(12, at::kDouble);
  (conv == "conv3d" ? net.conv3d("conv", 3, 12) : net.conv2d("conv", 3, 12)).linear("fc", 12, 4);
  net.define("def forward(self, x):\n  return self.fc(torch.relu(self.conv(x)).mean(" + dims +
             "))\n");
  return net;
}

at::Tensor walk_of(const ScriptNet& net, const at::Tensor& A, int64_t c, double sign) {
  const at::Tensor maps = A.dim() == 3 ? A.unsqueeze(1) : A;
  const at::Tensor P =
      down_linear(maps.mean({1, 2, 3}), net.weight("fc.weight") * sign, unit_of(c, 4));
  return down_mean(maps, P).sum(0);
}

void expect_walks(const ScriptNet& net, at::IntArrayRef one_input) {
  AskedModel model(net, "conv", {2, 0, 3}, one_input);
  const at::Tensor L = ExcitationBackprop().explain(model.evidence(), {}).L;
  EXPECT_EQ(model.asked(), 3);
  const at::Tensor contrast = ContrastiveMwp().explain(model.evidence(), {}).L;
  EXPECT_EQ(model.asked(), 6);
  for (int64_t n = 0; n < 3; ++n) {
    const at::Tensor A = model.activations()[n];
    const at::Tensor P = walk_of(net, A, model.target(n), 1);
    const at::Tensor dual = walk_of(net, A, model.target(n), -1);
    EXPECT_NEAR(L[n].sum().item<double>(), 1, 1e-12);
    EXPECT_LT(relative_difference(L[n], P), 1e-12);
    EXPECT_LT(relative_difference(contrast[n], (P - dual).relu()), 1e-12);
    EXPECT_GT(contrast[n].max().item<double>(), 0);
  }
}

TEST(ExcitationBackpropTest, AgreesWithTheWalkOfEachClipAndItsOwnClass) {
  expect_walks(net_of("conv3d", "[2, 3, 4]"), {3, 4, 6, 6});
}

TEST(ExcitationBackpropTest, AgreesWithTheWalkOnPictures) {
  expect_walks(net_of("conv2d", "[2, 3]"), {3, 6, 6});
}

TEST(ExcitationBackpropTest, IsTheSameWhateverTheKindOfScore) {
  const ScriptNet net = net_of("conv2d", "[2, 3]");
  const AskedModel logit(net, "conv", {1}, {3, 6, 6});
  const AskedModel probability(net, "conv", {1}, {3, 6, 6}, ScoreKind::Probability);
  EXPECT_TRUE(at::equal(ExcitationBackprop().explain(logit.evidence(), {}).L,
                        ExcitationBackprop().explain(probability.evidence(), {}).L));
}

}  // namespace
}  // namespace vidcam::testing
