#include "eval/t_interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Values = std::vector<double>;

// Mean 6, s^2 = 10, so s / sqrt(5) = sqrt(2); t of a printed table: 2.776445 (95 %, 4 degrees) and
// 4.604095 (99 %).
TEST(TIntervalTest, AgreesWithAPrintedTable) {
  const Values values{2, 4, 6, 8, 10};
  const Interval usual = t_interval(values).value();
  EXPECT_NEAR(usual.low, 6 - 2.776445 * std::sqrt(2), 1e-5);
  EXPECT_NEAR(usual.high, 6 + 2.776445 * std::sqrt(2), 1e-5);
  EXPECT_NEAR(t_interval(values, 0.99).value().high, 6 + 4.604095 * std::sqrt(2), 1e-5);
}

// One degree of freedom: 12.7062 times half the distance of two values.
TEST(TIntervalTest, IsWideForTwoValuesAndNothingForOne) {
  EXPECT_NEAR(t_interval(Values{0, 2}).value().high, 1 + 12.7062, 1e-4);
  EXPECT_FALSE(t_interval(Values{3}).has_value());
}

TEST(TIntervalTest, RefusesWhatHasNoMean) {
  EXPECT_THROW((void)t_interval({}), std::invalid_argument);
  EXPECT_THROW((void)t_interval(Values{1, std::numeric_limits<double>::quiet_NaN()}),
               std::invalid_argument);
  EXPECT_THROW((void)t_interval(Values{1, 2}, 1), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
