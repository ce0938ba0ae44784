#include "pipeline/cli/media/segments.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

StreamInfo at_rate(int64_t rate) {
  StreamInfo info;
  info.frame_rate = {rate, 1};
  return info;
}

TEST(SegmentsTest, AllWindowsAreOneSegment) {
  const auto segments = plan_segments({}, {}, at_rate(25), 100);
  ASSERT_EQ(segments.size(), 1U);
  EXPECT_EQ(segments[0].start_seconds, 0);
  EXPECT_EQ(segments[0].frames, -1);
}

TEST(SegmentsTest, SpreadWindowsDivideTheVideoEvenly) {
  ClipSelection two;
  two.spread = 2;
  // 116 frames leave room for starts 0..100: the middles of its halves are 25 and 75.
  const auto segments = plan_segments(two, {}, at_rate(25), 116);
  ASSERT_EQ(segments.size(), 2U);
  EXPECT_NEAR(segments[0].start_seconds, 24.75 / 25, 1e-9);
  EXPECT_NEAR(segments[1].start_seconds, 74.75 / 25, 1e-9);
  EXPECT_EQ(segments[0].frames, 16);
}

TEST(SegmentsTest, AShortVideoHasNoMoreWindowsThanItHasStarts) {
  ClipSelection many;
  many.spread = 10;
  EXPECT_EQ(plan_segments(many, {}, at_rate(25), 18).size(), 3U);
  EXPECT_EQ(plan_segments(many, {}, at_rate(25), 5).size(), 1U);
}

TEST(SegmentsTest, TimesAreTakenInOrder) {
  ClipSelection at;
  at.at_seconds = {5, 1};
  const auto segments = plan_segments(at, {}, at_rate(25), 1000);
  ASSERT_EQ(segments.size(), 2U);
  EXPECT_EQ(segments[0].start_seconds, 1);
}

}  // namespace
}  // namespace vidcam
