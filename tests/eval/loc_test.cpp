#include "eval/loc.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Map = std::vector<float>;
using Inside = std::vector<uint8_t>;

const Map kMap = {0, 0.25F, 0.5F, 1};
const Inside kRight = {0, 0, 1, 1};

// on > 0: three, of which one outside: 2 / (2 + 1).
TEST(LocTest, DividesWhatIsOnAndInsideByTheBoxAndWhatIsOnOutside) {
  EXPECT_DOUBLE_EQ(loc(kMap, kRight, 0).value(), 2 / 3.0);
  EXPECT_DOUBLE_EQ(loc(kMap, kRight, 0.25).value(), 2 / 2.0);
  EXPECT_DOUBLE_EQ(loc(kMap, kRight, 0.5).value(), 1 / 2.0);
}

TEST(LocTest, OnlyWhatIsAboveTheThresholdIsOn) {
  EXPECT_DOUBLE_EQ(loc(kMap, kRight, 0.2499).value(), 2 / 3.0);
  EXPECT_DOUBLE_EQ(loc(kMap, kRight, 0.9999).value(), 1 / 2.0);
  EXPECT_DOUBLE_EQ(loc(kMap, kRight, 1).value(), 0);
}

TEST(LocTest, AMapThatIsNowhereOnScoresZero) {
  EXPECT_DOUBLE_EQ(loc(Map{0, 0}, Inside{1, 0}, 0).value(), 0);
}

TEST(LocTest, IsNothingWithoutARegion) { EXPECT_FALSE(loc(kMap, Inside(4, 0), 0)); }

TEST(LocTest, RefusesARegionOfAnotherSize) {
  EXPECT_THROW((void)loc(kMap, Inside{1}, 0), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
