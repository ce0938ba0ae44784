#include "eval/energy_in_box.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

using Map = std::vector<float>;
using Inside = std::vector<uint8_t>;

TEST(EnergyInBoxTest, IsTheShareOfTheHeatInside) {
  const auto e = energy_in_box(Map{0, 1, 2, 5}, Inside{1, 0, 1, 0});
  ASSERT_TRUE(e);
  EXPECT_DOUBLE_EQ(e->energy, 2 / 8.0);
  EXPECT_DOUBLE_EQ(e->area, 2 / 4.0);
}

// In float32, 2^24 + 1 is 2^24 again.
TEST(EnergyInBoxTest, SmallValuesAreNotLostBesideALargeOne) {
  Map L(1001, 1);
  Inside inside(1001, 1);
  L[0] = 16777216;
  inside[0] = 0;
  EXPECT_DOUBLE_EQ(energy_in_box(L, inside)->energy, 1000 / 16778216.0);
}

TEST(EnergyInBoxTest, IsNothingWithoutHeat) {
  EXPECT_FALSE(energy_in_box(Map{0, 0}, Inside{1, 0}));
  EXPECT_FALSE(energy_in_box(Map{}, Inside{}));
}

TEST(EnergyInBoxTest, RefusesARegionOfAnotherSize) {
  EXPECT_THROW((void)energy_in_box(Map{1, 2}, Inside{1}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
