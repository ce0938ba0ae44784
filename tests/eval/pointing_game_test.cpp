#include "eval/pointing_game.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace vidcam::testing {
namespace {

using Inside = std::vector<uint8_t>;

// Two frames of 2 x 3; the peak is 5, in frame 1, row 0, column 2, and again after it.
const FullHeat kHeat = {{2, 2, 3}, {0, 1, 2, 3, 4, 0, 0, 0, 5, 0, 5, 0}};

Inside only(size_t at) {
  Inside region(12, 0);
  region[at] = 1;
  return region;
}

TEST(PointingGameTest, ThePeakIsTheFirstOfEquals) {
  EXPECT_EQ(peak(kHeat), (Position{1, 0, 2}));
  EXPECT_FALSE(peak({{1, 1, 3}, {2, 2, 2}}));
}

TEST(PointingGameTest, HitsWhereThePeakLiesOnTheObjectInItsFrame) {
  EXPECT_TRUE(points_at(kHeat, only(8)));
  EXPECT_FALSE(points_at(kHeat, only(2)));   // same place, other frame
  EXPECT_FALSE(points_at(kHeat, only(10)));  // the second 5
}

// From (2, 0): column 1 of its row is 1 away, (1, 1) is sqrt 2 away, column 0 is 2 away.
TEST(PointingGameTest, ToleranceIsADistanceInTheFrame) {
  EXPECT_FALSE(points_at(kHeat, only(7), 0.9));
  EXPECT_TRUE(points_at(kHeat, only(7), 1));
  EXPECT_FALSE(points_at(kHeat, only(10), 1.4));
  EXPECT_TRUE(points_at(kHeat, only(10), 1.42));
  EXPECT_FALSE(points_at(kHeat, only(6), 1.9));
  EXPECT_TRUE(points_at(kHeat, only(6), 15));
  EXPECT_FALSE(points_at(kHeat, only(2), 15));
}

TEST(PointingGameTest, AFlatMapMisses) {
  EXPECT_FALSE(points_at({{1, 1, 2}, {1, 1}}, Inside{1, 1}, 15));
}

TEST(PointingGameTest, RefusesARegionOfAnotherSize) {
  EXPECT_THROW((void)points_at(kHeat, Inside{1}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
