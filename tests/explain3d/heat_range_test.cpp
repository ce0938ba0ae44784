#include "explain3d/heat_range.h"

#include "tests/explain3d/tensors.h"
#include "tests/support/upsample_loop.h"

namespace vidcam::testing {
namespace {

// 0 1 on an axis of 2, upsampled to 3: positions (i + 0.5) * 2/3 - 0.5 = -1/6 (clamped), 1/2, 7/6
// (clamped): 0, 0.5, 1. To 1: position 0.5: 0.5, so the range shrinks to a point.
TEST(HeatRangeTest, IsTheRangeAfterUpsampling) {
  const at::Tensor L = tensor_of({0, 1}, {1, 1, 1, 2});
  EXPECT_EQ(heat_range(L, {1, 1, 3}).low.item<float>(), 0);
  EXPECT_EQ(heat_range(L, {1, 1, 3}).high.item<float>(), 1);
  EXPECT_EQ(heat_range(L, {1, 1, 1}).low.item<float>(), 0.5F);
  EXPECT_EQ(heat_range(L, {1, 1, 1}).high.item<float>(), 0.5F);
}

// A peak that falls between the upsampled pixels is not reached: 0 3 0 to 4 along W. Positions
// -0.125, 0.625, 1.375, 2.125: 0, 1.875, 1.875, 0.
TEST(HeatRangeTest, DoesNotTakeThePeakOfTheCoarseMap) {
  const at::Tensor L = tensor_of({0, 3, 0}, {1, 1, 1, 3});
  EXPECT_FLOAT_EQ(heat_range(L, {1, 1, 4}).high.item<float>(), 1.875F);
}

TEST(HeatRangeTest, IsEachClipsOwnAndAgreesWithLoopsInDouble) {
  at::manual_seed(1);
  const at::Tensor L = at::rand({3, 2, 7, 5});
  const HeatRange range = heat_range(L, {16, 56, 33});
  for (int64_t n = 0; n < 3; ++n) {
    const auto up = upsample_by_loop(doubles(L[n]), {2, 7, 5}, {16, 56, 33});
    EXPECT_NEAR(range.low[n].item<float>(), *std::min_element(up.begin(), up.end()), 1e-6);
    EXPECT_NEAR(range.high[n].item<float>(), *std::max_element(up.begin(), up.end()), 1e-6);
  }
}

TEST(HeatRangeTest, AUnitMapIsUpsampledAndThenGoesFromZeroToOne) {
  at::manual_seed(3);
  const at::Tensor L = at::rand({3, 2, 3, 2}, at::kDouble);
  L[2].fill_(0.7);
  const at::Tensor unit = unit_map(L, {4, 6, 6});
  for (int64_t n = 0; n < 2; ++n) {
    auto wanted = upsample_by_loop(doubles(L[n]), {2, 3, 2}, {4, 6, 6});
    const auto [low, high] = std::minmax_element(wanted.begin(), wanted.end());
    const double from = *low, range = *high - *low;
    for (double& v : wanted) v = (v - from) / range;
    expect_map_near(doubles(unit[n]), wanted, 1e-12);
  }
  EXPECT_EQ(unit[2].abs().max().item<double>(), 0);
}

// 200 values, 0, -1, 2, -3 ... -199: the 198th smallest size is 197, the largest value 198.
at::Tensor alternating() {
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(i % 2 == 0 ? i : -i);
  return tensor_of(values, {1, 2, 10, 10});
}

HeatRange shown_as(const at::Tensor& L, Shown shown) { return heat_range(L, {2, 10, 10}, shown); }

TEST(HeatRangeTest, ClipsAtTheSizeThatNinetyNineOfAHundredDoNotExceed) {
  EXPECT_EQ(shown_as(alternating(), Shown::Clipped).low.item<float>(), 0);
  EXPECT_EQ(shown_as(alternating(), Shown::Clipped).high.item<float>(), 197);
  EXPECT_EQ(shown_as(alternating(), Shown::Signed).low.item<float>(), -197);
  EXPECT_EQ(shown_as(alternating(), Shown::Signed).high.item<float>(), 197);
  EXPECT_EQ(shown_as(-alternating(), Shown::Signed).high.item<float>(), 197);
}

TEST(HeatRangeTest, ClipsAtTheLargestWhereAlmostAllIsZero) {
  at::Tensor L = at::zeros({2, 2, 10, 10});
  L[0][1][5][5] = -7;
  const HeatRange range = shown_as(L, Shown::Signed);
  EXPECT_EQ(range.high[0].item<float>(), 7);
  EXPECT_EQ(range.low[0].item<float>(), -7);
  EXPECT_EQ(range.high[1].item<float>(), 0);
}

TEST(HeatRangeTest, PositiveRunsFromZeroToTheLargest) {
  const at::Tensor L = at::cat({alternating(), -at::ones({1, 2, 10, 10})});
  const HeatRange range = shown_as(L, Shown::Positive);
  EXPECT_EQ(range.low.abs().sum().item<float>(), 0);
  EXPECT_EQ(range.high[0].item<float>(), 198);
  EXPECT_EQ(range.high[1].item<float>(), 0);
}

}  // namespace
}  // namespace vidcam::testing
