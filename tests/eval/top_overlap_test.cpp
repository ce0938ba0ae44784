#include "eval/top_overlap.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Values = std::vector<double>;

// The strongest 40 % of five are two: {3, 4} and {0, 4}.
TEST(TopOverlapTest, IsSharedOverAllOfTheStrongest) {
  const Values a{1, 2, 3, 4, 5}, b{9, 2, 3, 1, 8};
  EXPECT_DOUBLE_EQ(top_overlap(a, b, 0.4).value(), 1.0 / 3);
  EXPECT_DOUBLE_EQ(top_overlap(a, a, 0.4).value(), 1);
  EXPECT_DOUBLE_EQ(top_overlap(a, Values{9, 8, 3, 2, 1}, 0.4).value(), 0);
}

TEST(TopOverlapTest, AMapWithFewValuesAboveItsFloorHasOnlyThese) {
  const Values one{0, 0, 0, 0, 7}, two{0, 0, 0, 6, 7};
  EXPECT_DOUBLE_EQ(top_overlap(one, two, 0.4).value(), 0.5);
}

TEST(TopOverlapTest, IsNothingForTwoFlatMaps) {
  EXPECT_FALSE(top_overlap(Values{1, 1, 1}, Values{2, 2, 2}, 0.2));
  EXPECT_DOUBLE_EQ(top_overlap(Values{1, 1, 1}, Values{1, 2, 3}, 0.2).value(), 0);
}

TEST(TopOverlapTest, RefusesOtherNumbersOfValues) {
  EXPECT_THROW((void)top_overlap(Values{}, Values{}, 0.2), std::invalid_argument);
  EXPECT_THROW((void)top_overlap(Values{1}, Values{1, 2}, 0.2), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
