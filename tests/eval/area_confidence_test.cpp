#include "eval/area_confidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "eval/curve.h"
#include "tests/eval/reference_json.h"
#include "tests/support/npy64.h"

namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;
using Map = std::vector<float>;

// Sorted: 1 2 3 4. theta 0, 0.25 ... 1 black out 0, 1, 2, 3 and all of them, weakest first.
TEST(AreaConfidenceTest, TheWeakestGoBlackFirst) {
  const Map L = {3, 1, 4, 2};
  const AreaConfidence steps(L, 4);
  ASSERT_EQ(steps.size(), 5);
  EXPECT_THAT(steps.at(0).kept, ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(steps.at(1).kept, ElementsAre(1, 0, 1, 1));
  EXPECT_THAT(steps.at(2).kept, ElementsAre(1, 0, 1, 0));
  EXPECT_THAT(steps.at(3).kept, ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(steps.at(4).kept, ElementsAre(0, 0, 0, 0));
  EXPECT_DOUBLE_EQ(steps.at(1).theta, 0.25);
  EXPECT_DOUBLE_EQ(steps.at(1).occluded, 0.25);
  EXPECT_DOUBLE_EQ(steps.at(4).occluded, 1);
}

// Half of the map is 0: until theta 0.5 gamma is 0, and nothing lies below it.
TEST(AreaConfidenceTest, TiesStayTogether) {
  const Map L = {0, 0, 1, 2};
  const AreaConfidence steps(L, 4);
  EXPECT_EQ(steps.at(1).occluded, 0);
  EXPECT_THAT(steps.at(2).kept, ElementsAre(0, 0, 1, 1));
}

TEST(AreaConfidenceTest, AFlatMapLosesNothingBeforeTheEnd) {
  const Map L = {5, 5, 5};
  const AreaConfidence steps(L);
  ASSERT_EQ(steps.size(), 21);
  for (int k = 0; k < 20; ++k) EXPECT_EQ(steps.at(k).occluded, 0);
  EXPECT_EQ(steps.at(20).occluded, 1);
}

// 0.29 * 100 is 28.999999999999996 in doubles.
TEST(AreaConfidenceTest, TheIndexIsExact) {
  Map L(100);
  for (size_t i = 0; i < 100; ++i) L[i] = static_cast<float>(i);
  const AreaConfidence steps(L, 100);
  for (int k = 0; k <= 100; ++k) EXPECT_DOUBLE_EQ(steps.at(k).occluded, k / 100.0);
}

TEST(AreaConfidenceTest, RefusesWhatItCannotSort) {
  const Map broken = {1, std::numeric_limits<float>::quiet_NaN()}, one = {1};
  EXPECT_THROW(AreaConfidence{broken}, std::invalid_argument);
  EXPECT_THROW(AreaConfidence{Map{}}, std::invalid_argument);
  EXPECT_THROW(AreaConfidence(one, 0), std::invalid_argument);
  EXPECT_THROW((void)AreaConfidence(one).at(21), std::out_of_range);
  EXPECT_THROW((void)AreaConfidence(one).at(-1), std::out_of_range);
}

TEST(AreaConfidenceTest, OccludesWhatTheOracleOccludes) {
  const auto info = reference_json("c3d_daria_wave2/case.json");
  if (!info) GTEST_SKIP() << "no shared data";
  const auto folder = shared_data("reference/c3d_daria_wave2");
  const auto map = read_npy64((*folder / "relu4b.gradcampp_up.npy").string()).values;
  const Map L(map.begin(), map.end());
  const AreaConfidence steps(L, 10);
  const auto& expected = info->at("figures").at("gradcampp").at("roc_area");
  ASSERT_EQ(expected.size(), 11U);
  for (int k = 0; k <= 10; ++k)
    EXPECT_DOUBLE_EQ(steps.at(k).occluded, expected.at(static_cast<size_t>(k))) << k;
}

// Curves, their mean and their areas from the oracle's points, over 70 clips.
TEST(AreaConfidenceTest, CurveAndAreaAgreeWithTheOracle) {
  const auto reference = reference_json("metrics_weizmann_first_clip.json");
  if (!reference) GTEST_SKIP() << "no shared data";
  for (const std::string method : {"gradcam", "gradcampp"}) {
    MeanCurve shares, relative;
    for (const auto& row : reference->at("rows")) {
      shares.add(row.at(method).at("roc_area").get<std::vector<double>>());
      relative.add(row.at(method).at("roc_rel").get<std::vector<double>>());
    }
    const auto& expected = reference->at("results").at("roc/" + method);
    const auto x = shares.mean(), y = relative.mean();
    const std::vector<double> theta = expected.at("theta");
    for (size_t k = 0; k < y.size(); ++k) {
      EXPECT_NEAR(x[k], expected.at("mean_area").at(k), 1e-12);
      EXPECT_NEAR(y[k], expected.at("mean_rel").at(k), 1e-12);
    }
    EXPECT_NEAR(trapezoid(x, y), expected.at("auc_area"), 1e-12);
    EXPECT_NEAR(trapezoid(theta, y), expected.at("auc_theta"), 1e-12);
  }
}

}  // namespace
}  // namespace vidcam::testing
