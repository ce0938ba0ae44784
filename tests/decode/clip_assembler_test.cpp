#include "decode/clip_assembler.h"

#include <gtest/gtest.h>

#include <vector>

namespace vidcam {
namespace {

ClipSpec spec_of(int frames, int step) {
  ClipSpec spec;
  spec.frames = frames;
  spec.frame_step = step;
  return spec;
}

// Pictures of one pixel whose red is the frame's number.
std::vector<Clip> cut(const ClipSpec& spec, int stride, int frames) {
  ClipAssembler assembler(spec, stride, 1, 1);
  std::vector<Clip> clips;
  for (int i = 0; i < frames; ++i) {
    if (auto clip = assembler.push({static_cast<uint8_t>(i), 0, 0}, i / 10.0)) {
      clips.push_back(*clip);
    }
  }
  if (auto clip = assembler.finish()) clips.push_back(*clip);
  return clips;
}

std::vector<int> numbers(const Clip& clip) {
  std::vector<int> seen;
  for (size_t i = 0; i < clip.rgb.size(); i += 3) seen.push_back(clip.rgb[i]);
  return seen;
}

TEST(ClipAssemblerTest, CutsWindowsOfConsecutiveFrames) {
  const auto clips = cut(spec_of(4, 1), 4, 8);
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_EQ(numbers(clips[0]), (std::vector<int>{0, 1, 2, 3}));
  EXPECT_EQ(numbers(clips[1]), (std::vector<int>{4, 5, 6, 7}));
  EXPECT_EQ(clips[1].index, 1);
  EXPECT_EQ(clips[1].first_frame, 4);
  EXPECT_DOUBLE_EQ(clips[1].start_seconds, 0.4);
}

TEST(ClipAssemblerTest, MovesTheLastWindowBackToEndOnTheLastFrame) {
  const auto clips = cut(spec_of(4, 1), 4, 6);
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_EQ(numbers(clips[1]), (std::vector<int>{2, 3, 4, 5}));
  EXPECT_EQ(clips[1].heat_from, 4);
}

TEST(ClipAssemblerTest, RepeatsTheLastFrameOfAVideoShorterThanAClip) {
  const auto clips = cut(spec_of(4, 1), 4, 2);
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(numbers(clips[0]), (std::vector<int>{0, 1, 1, 1}));
  EXPECT_EQ(clips[0].real_frames, 2);
}

TEST(ClipAssemblerTest, TakesEveryStepthFrameAndOverlapsByStride) {
  const auto clips = cut(spec_of(3, 2), 3, 9);
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_EQ(numbers(clips[0]), (std::vector<int>{0, 2, 4}));
  EXPECT_EQ(numbers(clips[1]), (std::vector<int>{3, 5, 7}));
  EXPECT_EQ(clips[1].first_frame, 3);
}

TEST(ClipAssemblerTest, MakesNoClipOfNoFrames) { EXPECT_TRUE(cut(spec_of(4, 1), 4, 0).empty()); }

}  // namespace
}  // namespace vidcam
