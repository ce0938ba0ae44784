#include "eval/rank_correlation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "eval/ranks.h"
#include "tests/eval/reference_json.h"
#include "tests/support/npy64.h"

namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;
using Values = std::vector<double>;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(RanksTest, BeginAtOneAndEqualValuesShareTheirMean) {
  EXPECT_THAT(average_ranks(Values{30, 10, 20}), ElementsAre(3, 1, 2));
  EXPECT_THAT(average_ranks(Values{5, 1, 5, 5, 0}), ElementsAre(4, 2, 4, 4, 1));
  EXPECT_THAT(average_ranks(Values{2, 2, 1, 1}), ElementsAre(3.5, 3.5, 1.5, 1.5));
  EXPECT_TRUE(average_ranks(Values{}).empty());
}

TEST(RanksTest, RefuseWhatIsNoNumber) {
  EXPECT_THROW((void)average_ranks(Values{1, kNan}), std::invalid_argument);
}

// d^2: 1, 1, 1, 1: 1 - 6 * 4 / (4 * 15).
TEST(RankCorrelationTest, AgreesWithTheShortFormulaWithoutTies) {
  EXPECT_NEAR(rank_correlation(Values{1, 2, 3, 4}, Values{20, 10, 400, 30}).value(), 0.6, 1e-15);
  EXPECT_DOUBLE_EQ(rank_correlation(Values{1, 2, 3}, Values{1, 8, 27}).value(), 1);
  EXPECT_DOUBLE_EQ(rank_correlation(Values{1, 2, 3}, Values{3, 2, 1}).value(), -1);
}

// scipy 1.17.1: spearmanr([1, 2, 2, 4, 5, 5, 5, 8], [3, 1, 2, 2, 9, 4, 4, 7]).
TEST(RankCorrelationTest, AgreesWithScipyWithTies) {
  EXPECT_NEAR(
      rank_correlation(Values{1, 2, 2, 4, 5, 5, 5, 8}, Values{3, 1, 2, 2, 9, 4, 4, 7}).value(),
      0.7641078192857804, 1e-14);
}

TEST(RankCorrelationTest, IsNothingForAConstant) {
  EXPECT_FALSE(rank_correlation(Values{1, 1, 1}, Values{1, 2, 3}));
  EXPECT_FALSE(rank_correlation(Values{1, 2, 3}, Values{1, 1, 1}));
}

TEST(RankCorrelationTest, RefusesOtherNumbersOfValues) {
  EXPECT_THROW((void)rank_correlation(Values{1, 2}, Values{1}), std::invalid_argument);
  EXPECT_THROW((void)rank_correlation(Values{1}, Values{1}), std::invalid_argument);
  EXPECT_THROW((void)rank_correlation(Values{1, kNan}, Values{1, 2}), std::invalid_argument);
}

// The map at the size of the input against the drop of the one 4 x 16 x 16 window over each of its
// positions.
TEST(RankCorrelationTest, WithTheOcclusionMapAgreesWithTheOracle) {
  const auto info = reference_json("c3d_daria_wave2/case.json");
  if (!info) GTEST_SKIP() << "no shared data";
  const auto folder = *shared_data("reference/c3d_daria_wave2");
  const Npy64 map = read_npy64((folder / "relu4b.gradcampp_up.npy").string());
  const auto windows = read_npy64((folder / "occlusion_windows.npy").string()).values;
  ASSERT_EQ(map.shape, (std::vector<int64_t>{16, 112, 112}));
  Values drops;
  for (size_t t = 0; t < 16; ++t)
    for (size_t y = 0; y < 112; ++y)
      for (size_t x = 0; x < 112; ++x)
        drops.push_back(windows.at((t / 4 * 7 + y / 16) * 7 + x / 16));
  EXPECT_NEAR(rank_correlation(map.values, drops).value(),
              info->at("figures").at("gradcampp").at("spearman_with_occlusion"), 1e-7);
}

}  // namespace
}  // namespace vidcam::testing
