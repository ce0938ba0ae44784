#include "explain3d/ablationcam.h"

#include "tests/explain3d/asked_model.h"

namespace vidcam::testing {
namespace {

const std::vector<int64_t> kClip = {3, 8, 16, 16}, kPicture = {3, 16, 16};

using Head = at::Tensor (*)(const ScriptNet& net, const at::Tensor& A);

at::Tensor head_2d(const ScriptNet& net, const at::Tensor& A) {
  return at::linear(A.mean(at::IntArrayRef{2, 3}), net.weight("fc.weight"), net.weight("fc.bias"));
}

// conv1's output to the scores, with its own max pooling and convolution.
at::Tensor head_from_conv1(const ScriptNet& net, const at::Tensor& A) {
  const at::Tensor x = at::conv2d(at::max_pool2d(A, {2, 2}, {2, 2}), net.weight("conv2.weight"),
                                  net.weight("conv2.bias"), {1, 1}, at::IntArrayRef{1, 1});
  return head_2d(net, at::relu(x));
}

// The definition, one channel after the other, through a head written by hand.
std::vector<double> ablationcam_by_loop(const ScriptNet& net, const AskedModel& asked, int64_t n,
                                        Head head) {
  const at::Tensor own = asked.activations().narrow(0, n, 1).to(at::kDouble);
  const auto score = [&](const at::Tensor& A) {
    return head(net, A)[0][asked.target(n)].item<double>();
  };
  const double y = score(own);
  return map_by_loop(volume_of(asked.evidence().A, n), false, [&](int64_t k, int64_t, int64_t) {
    at::Tensor A = own.clone();
    A.select(1, k).zero_();
    return (y - score(A)) / std::abs(y);
  });
}

void expect_definition(const ScriptNet& net, const AskedModel& asked, Head head,
                       double tolerance = 1e-12) {
  const Maps maps = AblationCam().explain(asked.evidence(), {});
  for (int64_t n = 0; n < asked.clips(); ++n) {
    SCOPED_TRACE(n);
    expect_map_near(doubles(maps.L[n]), ablationcam_by_loop(net, asked, n, head), tolerance);
  }
}

TEST(AblationCamTest, AgreesWithTheDefinitionLoopedInDoubleOverClips) {
  const ScriptNet net = make_c3d_like(26, at::kDouble), single = make_c3d_like(26);
  const AskedModel asked(net, "conv3b", {4, 0, 2}, kClip);
  expect_definition(net, asked, head_by_hand);
  const AskedModel in_float(single, "conv3b", {4, 0, 2}, kClip);
  const Maps rounded = AblationCam().explain(in_float.evidence(), {});
  EXPECT_EQ(rounded.L.scalar_type(), at::kFloat);
  for (int64_t n = 0; n < 3; ++n)
    expect_map_near(doubles(rounded.L[n]), ablationcam_by_loop(net, asked, n, head_by_hand), 1e-4);
}

TEST(AblationCamTest, AgreesWithTheDefinitionLoopedInDoubleOverPictures) {
  const ScriptNet net = make_2d_net(27, at::kDouble);
  expect_definition(net, {net, "conv2", {3, 1}, kPicture}, head_2d);
  expect_definition(net, {net, "conv1", {3, 1}, kPicture}, head_from_conv1);
}

TEST(AblationCamTest, GivesTheSameInBatchesOfAnySize) {
  const ScriptNet net = make_c3d_like(26, at::kDouble);
  for (const int64_t batch : {1, 5, 100})
    expect_definition(net, {net, "conv3b", {4, 0, 2}, kClip, ScoreKind::Logit, batch},
                      head_by_hand);
}

// A class whose logit is negative: what speaks for it still shows.
TEST(AblationCamTest, KeepsItsSignWhereTheScoreIsNegative) {
  ScriptNet net = make_2d_net(27, at::kDouble);
  const AskedModel positive(net, "conv2", {3}, kPicture);
  const auto before = AblationCam().explain(positive.evidence(), {}).L;
  net.weight("fc.bias") -= 50;
  const AskedModel negative(net, "conv2", {3}, kPicture);
  ASSERT_LT(negative.logits()[0][3].item<double>(), -10);
  const auto after = AblationCam().explain(negative.evidence(), {}).L;
  const double ratio =
      std::abs(negative.logits()[0][3].item<double>() / positive.logits()[0][3].item<double>());
  expect_map_near(doubles(after * ratio), doubles(before), 1e-10);
}

TEST(AblationCamTest, DoesNotAskAboutChannelsThatAreOff) {
  ScriptNet net = make_2d_net(27, at::kDouble);
  net.weight("conv1.weight").narrow(0, 0, 2).zero_();
  net.weight("conv1.bias").narrow(0, 0, 2).fill_(-1);
  AskedModel asked(net, "conv1", {3, 1}, kPicture);
  EXPECT_EQ(AblationCam().further_clips(asked.evidence(), {}), 2 * 4);
  expect_definition(net, asked, head_from_conv1);
  EXPECT_EQ(asked.asked(), 2 * 4);
}

TEST(AblationCamTest, NeedsAModelToAsk) {
  const at::Tensor A = at::rand({1, 2, 1, 2, 2});
  EXPECT_THROW((void)AblationCam().explain({A, A}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
