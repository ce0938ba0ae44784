#include "pipeline/cli/compare/map_samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "eval/full_heat.h"

namespace vidcam {
namespace {

using ::testing::ElementsAre;

ClipSpec spec(int frames) {
  ClipSpec s;
  s.frames = frames;
  s.height = 60;
  s.width = 80;
  s.resize_height = 60;
  s.resize_width = 80;
  return s;
}

Heat heat_of(int t, int h, int w) {
  Heat heat{t, h, w, {}};
  for (int i = 0; i < t * h * w; ++i) heat.values.push_back(static_cast<float>((i * 7) % 13));
  heat.high = 12;
  return heat;
}

// eval/full_heat.cpp makes all pixels of all frames; these are some of them.
TEST(MapSamplesTest, AreValuesOfTheWholeMapAtTheirPixels) {
  const int width = 320, height = 200;
  const Heat heat = heat_of(4, 5, 7);
  const FullHeat full = over_picture(heat, spec(16), width, height, 16);
  for (const int frame : {0, 6, 15}) {
    const auto values = sample_map(heat, spec(16), width, height, frame);
    for (const int i : {0, 20, 47}) {
      for (const int j : {0, 13, 47}) {
        const int y = (2 * i + 1) * height / 96, x = (2 * j + 1) * width / 96;
        const size_t place =
            (static_cast<size_t>(frame) * height + static_cast<size_t>(y)) * width +
            static_cast<size_t>(x);
        EXPECT_NEAR(values[static_cast<size_t>(i * kSamplesAcross + j)], full.values[place] / 12,
                    1e-6);
      }
    }
  }
}

TEST(MapSamplesTest, AreNoNumbersWhereTheModelDidNotLook) {
  ClipSpec middle = spec(1);
  middle.resize = ClipSpec::Resize::ShortSide;
  middle.resize_height = 60;
  middle.crop = ClipSpec::Crop::Center;
  middle.width = 60;  // of a resized picture of 120 x 60: its middle half
  const auto values = sample_map(heat_of(1, 3, 3), middle, 240, 120, 0);
  EXPECT_TRUE(std::isnan(values[11]));
  EXPECT_FALSE(std::isnan(values[12]));
  EXPECT_FALSE(std::isnan(values[35]));
  EXPECT_TRUE(std::isnan(values[36]));
}

TEST(MapSamplesTest, AreWhatIsShown) {
  Heat heat{1, 1, 1, {-3}};
  heat.low = -4;
  heat.high = 4;
  EXPECT_DOUBLE_EQ(sample_map(heat, spec(1), 80, 60, 0).front(), 0.125);
  heat.is_signed = true;
  EXPECT_DOUBLE_EQ(sample_map(heat, spec(1), 80, 60, 0).front(), 0.75) << "its size";
  heat.low = heat.high = 0;
  EXPECT_DOUBLE_EQ(sample_map(heat, spec(1), 80, 60, 0).front(), 0) << "flat";
  heat.values = {std::numeric_limits<float>::infinity()};
  EXPECT_TRUE(std::isnan(sample_map(heat, spec(1), 80, 60, 0).front()));
}

TEST(MapSamplesTest, FramesAreSpreadOverAllClips) {
  EXPECT_THAT(sampled_frames({{0, 16}, {16, 16}}, 4), ElementsAre(4, 12, 20, 28));
  EXPECT_THAT(sampled_frames({{0, 1}}, 64), ElementsAre(0));
  EXPECT_THAT(sampled_frames({{0, 16}, {16, 16}, {32, 16}}, 2), ElementsAre(8, 24, 40));
}

TEST(MapSamplesTest, OfOverlappingClipsTheFirstCounts) {
  const std::vector<ClipPlace> clips{{0, 16}, {8, 16}, {40, 16}};
  EXPECT_EQ(clip_at(clips, 10), 0);
  EXPECT_EQ(clip_at(clips, 16), 1);
  EXPECT_EQ(clip_at(clips, 30), -1);
  EXPECT_EQ(clip_at(clips, 55), 2);
}

}  // namespace
}  // namespace vidcam
