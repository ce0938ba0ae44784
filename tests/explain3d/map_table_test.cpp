#include "explain3d/map_table.h"

#include "tests/explain3d/tensors.h"
#include "tests/support/upsample_loop.h"

namespace vidcam::testing {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
const InputSize kInput = {4, 6, 6};

// Upsampled and laid from 0 to 1, in loops.
std::vector<double> unit_by_loop(const at::Tensor& L) {
  auto up = upsample_by_loop(doubles(L), {L.size(0), L.size(1), L.size(2)}, {4, 6, 6});
  const auto [low, high] = std::minmax_element(up.begin(), up.end());
  const double from = *low, range = *high - *low;
  for (double& v : up) v = (v - from) / range;
  return up;
}

Maps maps_of(const at::Tensor& L, const std::vector<double>& condition = {}) {
  Maps maps{L, {}};
  if (!condition.empty()) maps.alpha_condition = at::tensor(condition, at::kDouble);
  maps.finite = at::ones({L.size(0)}, at::kBool);
  return maps;
}

class MapTableTest : public ::testing::Test {
 protected:
  MapTableTest() { at::manual_seed(8); }

  [[nodiscard]] std::vector<MapTable> layers() const {
    return {{{maps_of(coarse_)}}, {{maps_of(fine_)}}};
  }

  at::Tensor coarse_ = at::rand({2, 2, 3, 3}, at::kDouble);
  at::Tensor fine_ = at::rand({2, 4, 6, 6}, at::kDouble);
};

TEST_F(MapTableTest, FusesEachClipOnTheGridOfTheInput) {
  for (const Fuse fuse : {Fuse::Mean, Fuse::Max, Fuse::Product}) {
    const Maps all = fused(layers(), fuse, kInput)[0][0];
    EXPECT_EQ(all.L.sizes(), (std::vector<int64_t>{2, 4, 6, 6}));
    for (int64_t n = 0; n < 2; ++n) {
      const auto a = unit_by_loop(coarse_[n]), b = unit_by_loop(fine_[n]);
      std::vector<double> expected;
      for (size_t i = 0; i < a.size(); ++i)
        expected.push_back(fuse == Fuse::Mean  ? (a[i] + b[i]) / 2
                           : fuse == Fuse::Max ? std::max(a[i], b[i])
                                               : a[i] * b[i]);
      expect_map_near(doubles(all.L[n]), expected, 1e-12);
    }
  }
}

TEST_F(MapTableTest, OneLayerAloneStaysWhatItIs) {
  const MapTable one = fused({{{maps_of(coarse_)}}}, Fuse::Mean, kInput);
  EXPECT_TRUE(one[0][0].L.is_same(coarse_));
}

TEST_F(MapTableTest, AFlatLayerCountsAsNothing) {
  coarse_[0].fill_(3);
  EXPECT_EQ(fused(layers(), Fuse::Product, kInput)[0][0].L[0].abs().max().item<double>(), 0);
  expect_map_near(doubles(fused(layers(), Fuse::Max, kInput)[0][0].L[0]), unit_by_loop(fine_[0]),
                  1e-12);
}

TEST_F(MapTableTest, AMapWithoutValuesLeavesTheFirstLayersAsItIs) {
  std::vector<MapTable> given = layers();
  given[1][0][0] = Maps{};
  EXPECT_TRUE(fused(given, Fuse::Mean, kInput)[0][0].L.is_same(coarse_));
}

TEST_F(MapTableTest, WhatIsNotFiniteInOneIsNotFiniteInAll) {
  std::vector<MapTable> given = {{{maps_of(coarse_, {3, kNaN})}}, {{maps_of(fine_, {0.5, kNaN})}}};
  given[1][0][0].finite[0] = false;
  const Maps all = fused(given, Fuse::Mean, kInput)[0][0];
  EXPECT_FALSE(all.finite[0].item<bool>());
  EXPECT_TRUE(all.finite[1].item<bool>());
  EXPECT_EQ(all.alpha_condition[0].item<double>(), 0.5);
  EXPECT_TRUE(std::isnan(all.alpha_condition[1].item<double>()));
}

TEST_F(MapTableTest, TheMeanIsOfTheMapsAndOfWhatIsKnownOfThem) {
  MapMean mean;
  at::Tensor third = fine_ * 3;
  mean.add({{maps_of(fine_, {4, 2})}});
  mean.add({{maps_of(third, {5, kNaN})}});
  const Maps all = mean.take()[0][0];
  expect_map_near(doubles(all.L), doubles(fine_ * 2), 1e-12);
  EXPECT_EQ(all.alpha_condition[0].item<double>(), 4);
  EXPECT_EQ(all.alpha_condition[1].item<double>(), 2);
  EXPECT_THROW((void)MapMean().take(), std::logic_error);
}

}  // namespace
}  // namespace vidcam::testing
