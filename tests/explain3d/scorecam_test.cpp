#include "explain3d/scorecam.h"

#include "tests/explain3d/asked_model.h"
#include "tests/support/upsample_loop.h"

namespace vidcam::testing {
namespace {

const std::vector<int64_t> kClip = {3, 8, 16, 16}, kPicture = {3, 16, 16};

// H_k of one channel, [t, h, w] values to the input's size.
std::vector<double> mask_by_loop(const std::vector<double>& A, const Size3& from, const Size3& to) {
  std::vector<double> U = upsample_by_loop(A, from, to);
  const auto [low, high] = std::minmax_element(U.begin(), U.end());
  const double least = *low, range = *high - *low;
  for (double& u : U) u = (u - least) / range;
  return U;
}

// Algorithm 1 with the model as TorchScript runs it, one channel after the other.
std::vector<double> scorecam_by_loop(const ScriptNet& net, const AskedModel& asked, int64_t n,
                                     ScoreKind kind = ScoreKind::Logit) {
  const Volume A = volume_of(asked.evidence().A, n);
  const at::Tensor X = asked.input()[n].to(at::kDouble);
  const Size3 from = {A.T, A.H, A.W};
  const Size3 to = {X.dim() == 4 ? X.size(1) : 1, X.size(-2), X.size(-1)};
  const auto cells = static_cast<size_t>(A.T * A.H * A.W);
  torch::jit::Module module = net.module();
  std::vector<double> S;
  for (size_t k = 0; k < static_cast<size_t>(A.C); ++k) {
    const auto first = A.values.begin() + static_cast<std::ptrdiff_t>(k * cells);
    const auto H = mask_by_loop({first, first + static_cast<std::ptrdiff_t>(cells)}, from, to);
    std::vector<double> x = doubles(X);
    for (size_t i = 0; i < x.size(); ++i) x[i] *= H[i % H.size()];
    const at::Tensor input = tensor_of(x, X.sizes(), asked.input().scalar_type()).unsqueeze(0);
    const at::Tensor logits = module.forward({input}).toTensor();
    const at::Tensor f = kind == ScoreKind::Logit ? logits : logits.softmax(1);
    S.push_back(f[0][asked.target(n)].item<double>());
  }
  double sum = 0;
  for (const double s : S) sum += std::exp(s);
  return map_by_loop(A, false, [&](int64_t k, int64_t, int64_t) {
    return std::exp(S[static_cast<size_t>(k)]) / sum;
  });
}

// Channels that are the same everywhere have no place in the loop above.
bool all_vary(const AskedModel& asked) {
  const at::Tensor A = asked.evidence().A.flatten(2);
  return (A.amax(2) > A.amin(2)).all().item<bool>();
}

TEST(ScoreCamTest, AgreesWithAlgorithm1LoopedInDoubleOverClips) {
  const ScriptNet net = make_c3d_like(23, at::kDouble);
  const AskedModel asked(net, "conv2", {4, 0}, kClip);
  ASSERT_TRUE(all_vary(asked));
  const Maps maps = ScoreCam().explain(asked.evidence(), {});
  for (int64_t n = 0; n < 2; ++n)
    expect_map_near(doubles(maps.L[n]), scorecam_by_loop(net, asked, n), 1e-12);
}

TEST(ScoreCamTest, AgreesWithAlgorithm1LoopedInDoubleOverPictures) {
  const ScriptNet net = make_2d_net(24, at::kDouble), single = make_2d_net(24);
  const AskedModel asked(net, "conv1", {3, 1}, kPicture),
      in_float(single, "conv1", {3, 1}, kPicture);
  ASSERT_TRUE(all_vary(asked));
  const Maps maps = ScoreCam().explain(asked.evidence(), {});
  const Maps rounded = ScoreCam().explain(in_float.evidence(), {});
  EXPECT_EQ(rounded.L.scalar_type(), at::kFloat);
  for (int64_t n = 0; n < 2; ++n) {
    const auto expected = scorecam_by_loop(net, asked, n);
    expect_map_near(doubles(maps.L[n]), expected, 1e-12);
    expect_map_near(doubles(rounded.L[n]), expected, 1e-5);
  }
}

TEST(ScoreCamTest, WeighsByTheScoreThatIsAskedFor) {
  const ScriptNet net = make_2d_net(24, at::kDouble);
  const AskedModel asked(net, "conv1", {2}, kPicture, ScoreKind::Probability);
  expect_map_near(doubles(ScoreCam().explain(asked.evidence(), {}).L[0]),
                  scorecam_by_loop(net, asked, 0, ScoreKind::Probability), 1e-12);
}

TEST(ScoreCamTest, GivesTheSameInBatchesOfAnySize) {
  const ScriptNet net = make_c3d_like(23, at::kDouble);
  std::vector<double> first;
  for (const int64_t batch : {1, 3, 8, 50}) {
    const AskedModel asked(net, "conv2", {4, 0}, kClip, ScoreKind::Logit, batch);
    const auto L = doubles(ScoreCam().explain(asked.evidence(), {}).L);
    if (first.empty()) first = L;
    expect_map_near(L, first, 1e-12);
  }
}

// Channel 0 is on everywhere alike, channel 1 is off: neither hides anything, and neither counts.
TEST(ScoreCamTest, LeavesChannelsOutThatAreTheSameEverywhere) {
  ScriptNet net = make_2d_net(25, at::kDouble);
  net.weight("conv1.weight").narrow(0, 0, 2).zero_();
  net.weight("conv1.bias")[0] = 2.0;
  net.weight("conv1.bias")[1] = -2.0;
  AskedModel asked(net, "conv1", {3, 1}, kPicture);
  const Evidence e = asked.evidence();
  EXPECT_EQ(ScoreCam().further_clips(e, {}), 2 * 4);
  const Maps maps = ScoreCam().explain(e, {});
  EXPECT_EQ(asked.asked(), 2 * 4);
  at::Tensor off = e.A.clone();
  off.narrow(1, 0, 2).zero_();
  const Maps without = ScoreCam().explain({off, e.g, e.probe}, {});
  EXPECT_EQ(doubles(maps.L), doubles(without.L));
  EXPECT_GT(maps.L.max().item<double>(), 0);
}

TEST(ScoreCamTest, IsFlatWhereNoChannelVaries) {
  const AskedModel asked(make_2d_net(25, at::kDouble), "conv1", {3, 1}, kPicture);
  const Evidence e = asked.evidence();
  const Maps maps = ScoreCam().explain({at::ones_like(e.A), e.g, e.probe}, {});
  EXPECT_TRUE((maps.L == 0).all().item<bool>());
}

TEST(ScoreCamTest, NeedsAModelToAsk) {
  const at::Tensor A = at::rand({1, 2, 1, 2, 2});
  EXPECT_THROW((void)ScoreCam().explain({A, A}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
