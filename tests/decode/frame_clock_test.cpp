#include "decode/frame_clock.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

TEST(FrameClockTest, KeepsGrowingTimesAsTheyAre) {
  FrameClock clock({1, 1000}, {25, 1});
  EXPECT_EQ(clock.stamp(-40), -40);
  EXPECT_EQ(clock.stamp(7), 7);
  EXPECT_EQ(clock.stamp(1000), 1000);
  EXPECT_FALSE(clock.made_up());
}

TEST(FrameClockTest, AddsOneFrameWhereNoTimeIsKnown) {
  FrameClock clock({1, 1000}, {25, 1});
  EXPECT_EQ(clock.stamp({}), 0);
  EXPECT_EQ(clock.stamp({}), 40);
  EXPECT_EQ(clock.stamp(500), 500);
  EXPECT_EQ(clock.stamp({}), 540);
  EXPECT_TRUE(clock.made_up());
}

TEST(FrameClockTest, MovesRepeatedAndBackwardTimesOneTickOn) {
  FrameClock clock({1, 1000}, {25, 1});
  EXPECT_EQ(clock.stamp(100), 100);
  EXPECT_EQ(clock.stamp(100), 101);
  EXPECT_EQ(clock.stamp(60), 102);
  EXPECT_EQ(clock.stamp(140), 140);
}

TEST(FrameClockTest, StepsAtLeastOneTickAtAnyRate) {
  FrameClock unknown({1, 50}, {0, 1});
  EXPECT_EQ(unknown.stamp({}), 0);
  EXPECT_EQ(unknown.stamp({}), 2);
  FrameClock fast({1, 10}, {1000, 1});
  EXPECT_EQ(fast.stamp({}), 0);
  EXPECT_EQ(fast.stamp({}), 1);
}

TEST(FrameClockTest, AcceptsEarlierTimesAfterRestart) {
  FrameClock clock({1, 1000}, {25, 1});
  EXPECT_EQ(clock.stamp(900), 900);
  clock.restart();
  EXPECT_EQ(clock.stamp(100), 100);
}

}  // namespace
}  // namespace vidcam
