#include <gtest/gtest.h>

#include <limits>

#include "encode/painter.h"

namespace vidcam {
namespace {

Heat two_steps(float low, float high) { return {2, 1, 2, {1, 2, 3, 6}, low, high}; }

TEST(HeatAtTest, InterpolatesInTimeAndNormalises) {
  // Frame f of 16 in 2 steps is at (f + 0.5) / 8 - 0.5: 7.5 lies half-way between both.
  const Painter::FrameHeat middle = heat_at(two_steps(1, 6), 7.5, 16);
  EXPECT_EQ(middle.h, 1);
  EXPECT_EQ(middle.w, 2);
  EXPECT_FLOAT_EQ(middle.values[0], (2.0F - 1) / 5);
  EXPECT_FLOAT_EQ(middle.values[1], (4.0F - 1) / 5);
  const Painter::FrameHeat sixth = heat_at(two_steps(1, 6), 5, 16);  // 5.5 / 8 - 0.5 = 0.1875
  EXPECT_FLOAT_EQ(sixth.values[1], (2 + 0.1875F * 4 - 1) / 5);
}

TEST(HeatAtTest, HoldsTheEndsInTime) {
  for (const double f : {0.0, 3.0}) {
    EXPECT_FLOAT_EQ(heat_at(two_steps(0, 6), f, 16).values[1], 2.0F / 6);
    EXPECT_FLOAT_EQ(heat_at(two_steps(0, 6), 15 - f, 16).values[1], 1.0F);
  }
}

TEST(HeatAtTest, ClampsWhatLiesOutsideTheRange) {
  const Painter::FrameHeat heat = heat_at(two_steps(1.5F, 2.5F), 15, 16);
  EXPECT_EQ(heat.values, (std::vector<float>{1, 1}));
  EXPECT_EQ(heat_at(two_steps(1.5F, 2.5F), 0, 16).values, (std::vector<float>{0, 0.5F}));
}

TEST(HeatAtTest, ShowsAFlatMapAsNothing) {
  EXPECT_EQ(heat_at(two_steps(3, 3), 4, 16).values, (std::vector<float>{0, 0}));
  EXPECT_EQ(heat_at(two_steps(3, 1), 4, 16).values, (std::vector<float>{0, 0}));
}

TEST(HeatAtTest, ZeroIsTheMiddleOfASignedMap) {
  Heat heat{1, 1, 4, {-2, 0, 1, 5}, -2, 2, true};
  EXPECT_EQ(heat_at(heat, 0, 16).values, (std::vector<float>{0, 0.5F, 0.75F, 1}));
  EXPECT_TRUE(heat_at(heat, 0, 16).is_signed);
  heat.values[2] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(heat_at(heat, 0, 16).values[2], 0.5F);
  heat.low = heat.high = 0;
  EXPECT_EQ(heat_at(heat, 0, 16).values, (std::vector<float>(4, 0.5F)));
}

TEST(HeatAtTest, NeverGivesWhatIsNoNumber) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const Heat broken{1, 1, 3, {nan, inf, 1}, 0, 2};
  EXPECT_EQ(heat_at(broken, 0, 16).values, (std::vector<float>{0, 0, 0.5F}));
  EXPECT_EQ(heat_at(two_steps(nan, nan), 0, 16).values, (std::vector<float>{0, 0}));
  EXPECT_EQ(heat_at(two_steps(0, inf), 0, 16).values, (std::vector<float>{0, 0}));
}

TEST(HeatAtTest, RefusesValuesThatDoNotFillTheMap) {
  EXPECT_THROW((void)heat_at({2, 2, 2, {1, 2}, 0, 1}, 0, 16), std::invalid_argument);
  EXPECT_THROW((void)heat_at({}, 0, 16), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
