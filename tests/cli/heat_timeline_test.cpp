#include "pipeline/cli/media/heat_timeline.h"

#include <gtest/gtest.h>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

Clip clip_at(int64_t index, int64_t first, int64_t frames, int64_t heat_from = -1) {
  Clip clip;
  clip.index = index;
  clip.first_frame = first;
  clip.real_frames = frames;
  clip.heat_from = heat_from < 0 ? first : heat_from;
  return clip;
}

// One target, one method, one cell: the same value for all frames of the clip.
ClipHeat constant_heat(int64_t clip, float value, const std::string& label = "walk") {
  return {clip, {{label, 0.5, {{"gradcam", "", {1, 1, 1, {value}, 0.0F, 1.0F}}}}}};
}

float value_at(const HeatTimeline& timeline, int64_t frame) {
  return timeline.at(frame)[0][0].heat.values[0];
}

TEST(HeatTimelineTest, AFrameIsSettledOnceAllItsClipsHaveHeat) {
  HeatTimeline timeline(4);
  timeline.announce(clip_at(0, 0, 4));
  timeline.announce(clip_at(1, 2, 4));
  EXPECT_EQ(timeline.outstanding(), 2);
  EXPECT_FALSE(timeline.settled(0));
  timeline.arrive(constant_heat(0, 1));
  EXPECT_TRUE(timeline.settled(1));
  EXPECT_FALSE(timeline.settled(2)) << "clip 1 covers it, too";
  timeline.arrive(constant_heat(1, 0));
  EXPECT_TRUE(timeline.settled(2));
  EXPECT_EQ(timeline.outstanding(), 0);
}

TEST(HeatTimelineTest, OverlappingClipsBlendByTheDistanceToTheirEnds) {
  HeatTimeline timeline(4);
  timeline.announce(clip_at(0, 0, 4));
  timeline.announce(clip_at(1, 2, 4));
  timeline.arrive(constant_heat(0, 1));
  timeline.arrive(constant_heat(1, 0));
  EXPECT_FLOAT_EQ(value_at(timeline, 1), 1.0F);
  // Frame 2 is 1.5 from the end of clip 0 and 0.5 from the start of clip 1; frame 3 the other way
  // round.
  EXPECT_FLOAT_EQ(value_at(timeline, 2), 0.75F);
  EXPECT_FLOAT_EQ(value_at(timeline, 3), 0.25F);
  EXPECT_FLOAT_EQ(value_at(timeline, 4), 0.0F);
}

// 0 is in the middle: between -1 (shown as 0) and 1 lies the map's own 0, no evidence.
TEST(HeatTimelineTest, SignedMapsBlendWithTheirSign) {
  HeatTimeline timeline(4);
  timeline.announce(clip_at(0, 0, 4));
  timeline.announce(clip_at(1, 1, 4));
  timeline.announce(clip_at(2, 3, 4));
  for (int64_t clip = 0; clip < 3; ++clip) {
    ClipHeat heat = constant_heat(clip, clip == 1 ? 1.0F : -1.0F);
    heat.targets[0].methods[0].heat.low = -1;
    heat.targets[0].methods[0].heat.is_signed = true;
    timeline.arrive(heat);
  }
  EXPECT_FLOAT_EQ(value_at(timeline, 0), 0);
  // Frame 2 is 1.5 from the ends of clips 0 and 1.
  EXPECT_FLOAT_EQ(value_at(timeline, 2), 0.5F);
  EXPECT_TRUE(timeline.at(2)[0][0].heat.is_signed);
  EXPECT_TRUE(timeline.at(2)[0][0].caption.is_signed);
}

TEST(HeatTimelineTest, TheTextIsOfTheClipInWhoseMiddleTheFrameLies) {
  HeatTimeline timeline(4);
  timeline.announce(clip_at(0, 0, 4));
  timeline.announce(clip_at(1, 2, 4));
  timeline.arrive(constant_heat(0, 1, "walk"));
  timeline.arrive(constant_heat(1, 0, "run"));
  EXPECT_EQ(timeline.at(2)[0][0].caption.label, "walk");
  EXPECT_EQ(timeline.at(3)[0][0].caption.label, "run");
}

TEST(HeatTimelineTest, OnlyNewFramesTakeTheHeatOfALastWindowThatWasMovedBack) {
  HeatTimeline timeline(4);
  timeline.announce(clip_at(0, 0, 4));
  timeline.announce(clip_at(1, 1, 4, 4));
  timeline.arrive(constant_heat(0, 1));
  EXPECT_TRUE(timeline.settled(3));
  EXPECT_FALSE(timeline.settled(4));
  timeline.arrive(constant_heat(1, 0.25F));
  EXPECT_FLOAT_EQ(value_at(timeline, 3), 1.0F);
  EXPECT_FLOAT_EQ(value_at(timeline, 4), 0.25F);
}

TEST(HeatTimelineTest, FramesThatNoClipCoversHaveNoEvidence) {
  HeatTimeline timeline(4);
  timeline.announce(clip_at(0, 0, 4));
  timeline.arrive(constant_heat(0, 1));
  EXPECT_TRUE(timeline.settled(5));
  EXPECT_TRUE(timeline.at(5).empty());
}

TEST(HeatTimelineTest, HeatThatNobodyWaitsForIsAnError) {
  HeatTimeline timeline(4);
  EXPECT_THROW(timeline.arrive(constant_heat(0, 1)), Error);
  timeline.announce(clip_at(0, 0, 4));
  timeline.arrive(constant_heat(0, 1));
  EXPECT_THROW(timeline.arrive(constant_heat(0, 1)), Error);
}

TEST(HeatTimelineTest, ForgetsWhatIsOver) {
  HeatTimeline timeline(4);
  timeline.announce(clip_at(0, 0, 4));
  timeline.arrive(constant_heat(0, 1));
  timeline.forget_before(4);
  EXPECT_TRUE(timeline.at(3).empty());
}

}  // namespace
}  // namespace vidcam
