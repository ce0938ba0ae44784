#include "eval/inside_outside.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Map = std::vector<float>;
using Inside = std::vector<uint8_t>;

// Means 6 / 1 and (1 + 2 + 3) / 3.
TEST(InsideOutsideTest, IsTheRatioOfTheMeans) {
  EXPECT_DOUBLE_EQ(inside_outside_ratio(Map{1, 2, 6, 3}, Inside{0, 0, 1, 0}).value(), 3);
  EXPECT_DOUBLE_EQ(inside_outside_ratio(Map{2, 2, 2}, Inside{0, 1, 1}).value(), 1);
  EXPECT_DOUBLE_EQ(inside_outside_ratio(Map{0, 2}, Inside{1, 0}).value(), 0);
}

TEST(InsideOutsideTest, IsNothingWhereThereIsNoRatio) {
  EXPECT_FALSE(inside_outside_ratio(Map{1, 2}, Inside{0, 0}));
  EXPECT_FALSE(inside_outside_ratio(Map{1, 2}, Inside{1, 1}));
  EXPECT_FALSE(inside_outside_ratio(Map{1, 0}, Inside{1, 0}));
}

TEST(InsideOutsideTest, RefusesARegionOfAnotherSize) {
  EXPECT_THROW((void)inside_outside_ratio(Map{1, 2}, Inside{1}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
