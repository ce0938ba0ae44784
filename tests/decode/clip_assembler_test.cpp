#include "decode/clip_assembler.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace vidcam {
namespace {

ClipSpec spec_of(int frames, int step = 1) {
  ClipSpec spec;
  spec.frames = frames;
  spec.frame_step = step;
  spec.width = spec.height = 1;
  return spec;
}

// Pictures of one pixel whose red is the frame's number: a clip shows which frames it holds.
std::vector<Clip> cut(int total, const ClipSpec& spec, int stride) {
  ClipAssembler assembler(spec, stride, 1, 1);
  std::vector<Clip> clips;
  for (int f = 0; f < total; ++f) {
    if (auto clip = assembler.push({static_cast<uint8_t>(f), 0, 0}, f * 0.1))
      clips.push_back(*clip);
  }
  if (auto clip = assembler.finish()) clips.push_back(*clip);
  return clips;
}

std::vector<int> frames_in(const Clip& clip) {
  std::vector<int> frames;
  for (size_t i = 0; i < clip.rgb.size(); i += 3) frames.push_back(clip.rgb[i]);
  return frames;
}

TEST(ClipAssemblerTest, CutsWindowsOneAfterTheOther) {
  const auto clips = cut(8, spec_of(4), 4);
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_EQ(frames_in(clips[0]), (std::vector<int>{0, 1, 2, 3}));
  EXPECT_EQ(frames_in(clips[1]), (std::vector<int>{4, 5, 6, 7}));
  EXPECT_EQ(clips[1].index, 1);
  EXPECT_EQ(clips[1].first_frame, 4);
  EXPECT_EQ(clips[1].heat_from, 4);
  EXPECT_NEAR(clips[1].start_seconds, 0.4, 1e-9);
}

TEST(ClipAssemblerTest, MovesTheLastWindowBackAndHeatsOnlyItsNewFrames) {
  const auto clips = cut(10, spec_of(4), 4);
  ASSERT_EQ(clips.size(), 3U);
  EXPECT_EQ(frames_in(clips[2]), (std::vector<int>{6, 7, 8, 9}));
  EXPECT_EQ(clips[2].first_frame, 6);
  EXPECT_EQ(clips[2].heat_from, 8);
  EXPECT_EQ(clips[2].real_frames, 4);
}

TEST(ClipAssemblerTest, PadsAShortVideoWithItsLastFrame) {
  const auto clips = cut(3, spec_of(5), 5);
  ASSERT_EQ(clips.size(), 1U);
  EXPECT_EQ(frames_in(clips[0]), (std::vector<int>{0, 1, 2, 2, 2}));
  EXPECT_EQ(clips[0].real_frames, 3);
  EXPECT_EQ(cut(1, spec_of(4), 4).size(), 1U);
}

TEST(ClipAssemblerTest, OverlapsWithASmallerStride) {
  const auto clips = cut(9, spec_of(4), 2);
  ASSERT_EQ(clips.size(), 4U);
  EXPECT_EQ(frames_in(clips[1]), (std::vector<int>{2, 3, 4, 5}));
  EXPECT_EQ(frames_in(clips[3]), (std::vector<int>{5, 6, 7, 8}));
  EXPECT_EQ(clips[3].heat_from, 8);
}

TEST(ClipAssemblerTest, TakesEveryNthFrame) {
  const auto clips = cut(7, spec_of(3, 2), 6);
  ASSERT_EQ(clips.size(), 2U);
  EXPECT_EQ(frames_in(clips[0]), (std::vector<int>{0, 2, 4}));
  EXPECT_EQ(clips[0].real_frames, 6);
  EXPECT_EQ(frames_in(clips[1]), (std::vector<int>{1, 3, 5}));
  EXPECT_EQ(clips[1].heat_from, 6);
}

TEST(ClipAssemblerTest, LeavesGapsWithALargerStride) {
  const auto clips = cut(12, spec_of(3), 5);
  ASSERT_EQ(clips.size(), 3U);
  EXPECT_EQ(frames_in(clips[1]), (std::vector<int>{5, 6, 7}));
  EXPECT_EQ(clips[2].heat_from, 10);
  EXPECT_EQ(cut(9, spec_of(3), 5).size(), 2U) << "a rest that lies in a gap gets no window";
}

TEST(ClipAssemblerTest, NoFrameNoClip) { EXPECT_TRUE(cut(0, spec_of(4), 4).empty()); }

TEST(ClipAssemblerTest, TellsFromWhereFramesMayGetFurtherClips) {
  ClipAssembler assembler(spec_of(4), 2, 1, 1, 100);
  EXPECT_EQ(assembler.next_start(), 100);
  for (int f = 0; f < 4; ++f) static_cast<void>(assembler.push({0, 0, 0}, 0));
  EXPECT_EQ(assembler.next_start(), 102);
}

TEST(ClipAssemblerTest, RefusesAStrideThatStandsStill) {
  EXPECT_THROW(ClipAssembler(spec_of(4), 0, 1, 1), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
