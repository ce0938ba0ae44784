#include "eval/correlation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Values = std::vector<double>;

// Deviations -1.5, -0.5, 0.5, 1.5 and -1, -1, 1, 1: 4 / sqrt(5 * 4).
TEST(CorrelationTest, FollowsItsDefinition) {
  EXPECT_NEAR(correlation(Values{1, 2, 3, 4}, Values{0, 0, 2, 2}).value(), 4 / std::sqrt(20.0),
              1e-15);
}

TEST(CorrelationTest, DoesNotDependOnScaleAndOffset) {
  const Values a{0.1, 0.7, 0.2, 0.4};
  EXPECT_NEAR(correlation(a, Values{1.2, 2.4, 1.4, 1.8}).value(), 1, 1e-14);
  EXPECT_NEAR(correlation(a, Values{-1, -7, -2, -4}).value(), -1, 1e-14);
}

TEST(CorrelationTest, IsNothingForAConstant) {
  EXPECT_FALSE(correlation(Values{1, 1, 1}, Values{1, 2, 3}));
  EXPECT_FALSE(correlation(Values{1, 2, 3}, Values{4, 4, 4}));
}

TEST(CorrelationTest, RefusesWhatCannotBeCorrelated) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THROW((void)correlation(Values{1}, Values{1}), std::invalid_argument);
  EXPECT_THROW((void)correlation(Values{1, 2}, Values{1, 2, 3}), std::invalid_argument);
  EXPECT_THROW((void)correlation(Values{1, infinity}, Values{1, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
