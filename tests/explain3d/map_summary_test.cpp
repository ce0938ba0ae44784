#include "explain3d/map_summary.h"

#include <limits>

#include "tests/explain3d/tensors.h"

namespace vidcam::testing {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<MethodMap> summary_of(const at::Tensor& L, const at::Tensor& condition = {}) {
  return summarize("m", {L, condition}, at::ones({L.size(0)}, at::kBool), {4, 8, 8});
}

TEST(MapSummaryTest, KeepsTheRawMapAndItsRangeOfEachClip) {
  const at::Tensor L = tensor_of({0, 1, 2, 3, 10, 10, 10, 14}, {2, 1, 2, 2});
  const auto maps = summary_of(L, tensor_of({2.5, 0.5}, {2}));
  ASSERT_EQ(maps.size(), 2U);
  EXPECT_EQ(maps[0].method, "m");
  EXPECT_EQ(maps[1].heat.values, (std::vector<float>{10, 10, 10, 14}));
  EXPECT_EQ(maps[1].heat.t, 1);
  EXPECT_EQ(maps[1].heat.h, 2);
  EXPECT_EQ(maps[1].heat.w, 2);
  EXPECT_EQ(maps[1].min, 10);
  EXPECT_EQ(maps[1].max, 14);
  EXPECT_FLOAT_EQ(maps[1].heat.low, 10);
  EXPECT_FLOAT_EQ(maps[1].heat.high, 14);
  EXPECT_EQ(maps[1].status, MapStatus::Ok);
  EXPECT_EQ(maps[0].alpha_condition, 2.5);
  EXPECT_EQ(maps[1].alpha_condition, 0.5);
}

TEST(MapSummaryTest, ASignedMapIsShownAroundZero) {
  const at::Tensor L = tensor_of({-4, 2, 0, 1, 0, 0, 0, 0}, {2, 1, 2, 2});
  const auto maps = summarize("m", {L, {}, Shown::Signed}, at::ones({2}, at::kBool), {1, 2, 2});
  EXPECT_TRUE(maps[0].heat.is_signed);
  EXPECT_EQ(maps[0].heat.low, -4);
  EXPECT_EQ(maps[0].heat.high, 4);
  EXPECT_EQ(maps[0].min, -4);
  EXPECT_EQ(maps[0].max, 2);
  EXPECT_EQ(maps[0].status, MapStatus::Ok);
  EXPECT_TRUE(maps[1].heat.is_signed);
  EXPECT_EQ(maps[1].status, MapStatus::Flat);
  EXPECT_EQ(maps[1].heat.high, 0);
  EXPECT_FALSE(summary_of(at::rand({1, 1, 2, 2}))[0].heat.is_signed);
}

TEST(MapSummaryTest, DropsThatAreAllNegativeAreFlatButKept) {
  const auto map = summarize("m", {tensor_of({-4, -2}, {1, 1, 1, 2}), {}, Shown::Positive},
                             at::ones({1}, at::kBool), {1, 1, 2})[0];
  EXPECT_EQ(map.status, MapStatus::Flat);
  EXPECT_EQ(map.heat.values, (std::vector<float>{-4, -2}));
  EXPECT_EQ(map.heat.high, map.heat.low);
}

TEST(MapSummaryTest, HasNoConditionWhereTheMethodHasNone) {
  EXPECT_TRUE(std::isnan(summary_of(at::rand({1, 1, 2, 2}))[0].alpha_condition));
}

TEST(MapSummaryTest, CallsAMapWithoutEvidenceFlat) {
  const auto map = summary_of(at::zeros({1, 2, 3, 3}))[0];
  EXPECT_EQ(map.status, MapStatus::Flat);
  EXPECT_EQ(map.heat.low, 0);
  EXPECT_EQ(map.heat.high, 0);
}

// Interpolating v between v and v may give v + 1 ulp: that is still flat.
TEST(MapSummaryTest, CallsAConstantMapFlatWhateverInterpolationRoundsTo) {
  const InputSize size{16, 90, 101};
  bool rounded = false;
  for (int i = 1; i <= 40; ++i) {
    const at::Tensor L = at::full({1, 3, 7, 7}, i / 41.0);
    const HeatRange range = heat_range(L, size);
    rounded = rounded || (range.low < range.high).item<bool>();
    const auto map = summarize("m", {L, {}}, at::ones({1}, at::kBool), size)[0];
    EXPECT_EQ(map.status, MapStatus::Flat) << i;
    EXPECT_EQ(map.heat.low, static_cast<float>(i / 41.0));
    EXPECT_EQ(map.heat.high, map.heat.low);
  }
  EXPECT_TRUE(rounded) << "no value was rounded: this proves nothing";
}

TEST(MapSummaryTest, CallsNanAndInfinityNonFiniteAndShowsZeros) {
  const auto maps = summary_of(tensor_of({1, kNan, 1, kInfinity, 1, 2}, {3, 1, 1, 2}));
  for (size_t n : {0U, 1U}) {
    EXPECT_EQ(maps[n].status, MapStatus::NonFinite);
    EXPECT_EQ(maps[n].heat.values, (std::vector<float>{0, 0}));
    EXPECT_EQ(maps[n].min, 0);
    EXPECT_EQ(maps[n].max, 0);
    EXPECT_EQ(maps[n].heat.high, 0);
  }
  EXPECT_EQ(maps[2].status, MapStatus::Ok);
}

// relu(NaN * 0) and the like may hide a NaN of A or g from the map: the evidence itself is asked.
TEST(MapSummaryTest, LooksForNanAndInfinityInTheEvidenceToo) {
  at::Tensor A = at::ones({3, 2, 1, 2, 2}), g = at::ones({3, 2, 1, 2, 2});
  A[0][1][0][0][0] = kNan;
  g[1][0][0][1][1] = kInfinity;
  const at::Tensor finite = finite_clips({A, g});
  EXPECT_FALSE(finite[0].item<bool>());
  EXPECT_FALSE(finite[1].item<bool>());
  EXPECT_TRUE(finite[2].item<bool>());
  const auto maps = summarize("m", {at::rand({3, 1, 2, 2}), {}}, finite, {1, 4, 4});
  EXPECT_EQ(maps[0].status, MapStatus::NonFinite);
  EXPECT_EQ(maps[1].status, MapStatus::NonFinite);
  EXPECT_EQ(maps[2].status, MapStatus::Ok);
}

}  // namespace
}  // namespace vidcam::testing
