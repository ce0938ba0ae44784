#include "eval/energy_in_box.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace vidcam::testing {
namespace {

using Boxes = std::vector<std::vector<Box>>;

ClipSpec spec_of(int frames, int size, ClipSpec::Crop crop = ClipSpec::Crop::None) {
  ClipSpec spec;
  spec.frames = frames;
  spec.height = spec.width = size;
  spec.resize_height = spec.resize_width = size;
  spec.crop = crop;
  return spec;
}

// 0 1 along W, one row, to 4 pixels: positions -0.25, 0.25, 0.75, 1.25: 0, 0.25, 0.75, 1. Sum 2.
const Heat kRamp = {1, 1, 2, {0, 1}, 0, 1};

TEST(EnergyInBoxTest, IsTheShareOfTheUpsampledHeat) {
  const auto e = energy_in_box(kRamp, spec_of(1, 8), 4, 2, Boxes{{{3, 0, 4, 2}}});
  ASSERT_TRUE(e);
  EXPECT_NEAR(e->energy, 1 / 2.0, 1e-7);
  EXPECT_NEAR(e->area, 1 / 4.0, 1e-12);
}

// Pixel 2 has its centre at 2.5: a box from 2.5 takes it, a box up to 2.5 does not.
TEST(EnergyInBoxTest, BoxesAreHalfOpenOnPixelCentres) {
  const auto energy = [](double x0, double x1) {
    return energy_in_box(kRamp, spec_of(1, 8), 4, 1, Boxes{{{x0, 0, x1, 1}}})->energy;
  };
  EXPECT_NEAR(energy(2.5, 4), 1.75 / 2, 1e-7);
  EXPECT_NEAR(energy(0, 2.5), 0.25 / 2, 1e-7);
  EXPECT_NEAR(energy(0, 2.6), 1.0 / 2, 1e-7);
}

TEST(EnergyInBoxTest, OverlappingBoxesCountOnce) {
  const auto e = energy_in_box(kRamp, spec_of(1, 8), 4, 1, Boxes{{{2, 0, 4, 1}, {3, 0, 4, 1}}});
  EXPECT_NEAR(e->energy, 1.75 / 2, 1e-7);
  EXPECT_NEAR(e->area, 0.5, 1e-12);
}

// Heat 0, then 1 over 4 frames: 0, 0.25, 0.75, 1; the box is there in the last frame only.
TEST(EnergyInBoxTest, AddsUpTheFramesOfAClip) {
  const Heat heat = {2, 1, 1, {0, 1}, 0, 1};
  const auto e = energy_in_box(heat, spec_of(4, 8), 3, 3, Boxes{{}, {}, {}, {{0, 0, 3, 3}}});
  EXPECT_NEAR(e->energy, 0.5, 1e-7);
  EXPECT_NEAR(e->area, 0.25, 1e-12);
}

// The model sees the middle 4 x 4 of 8 x 4: the box at the left edge covers nothing it saw.
TEST(EnergyInBoxTest, CountsOnlyWhatTheModelSaw) {
  ClipSpec spec = spec_of(1, 4, ClipSpec::Crop::Center);
  spec.resize = ClipSpec::Resize::ShortSide;
  const Heat even = {1, 2, 2, {1, 1, 1, 1}, 0, 1};
  const auto e = energy_in_box(even, spec, 8, 4, Boxes{{{0, 0, 4, 4}}});
  EXPECT_NEAR(e->area, 0.5, 1e-12);
  EXPECT_NEAR(e->energy, 0.5, 1e-7);
  EXPECT_EQ(energy_in_box(even, spec, 8, 4, Boxes{{{0, 0, 2, 4}}})->energy, 0);
}

TEST(EnergyInBoxTest, IsNothingWithoutHeat) {
  const Heat black = {1, 2, 2, {0, 0, 0, 0}, 0, 0};
  EXPECT_FALSE(energy_in_box(black, spec_of(1, 8), 4, 4, Boxes{{{0, 0, 2, 2}}}));
}

TEST(EnergyInBoxTest, RefusesHeatWithoutValuesAndMoreFramesThanTheClip) {
  EXPECT_THROW((void)energy_in_box({1, 2, 2, {1}, 0, 1}, spec_of(1, 8), 4, 4, Boxes{{}}),
               std::invalid_argument);
  EXPECT_THROW((void)energy_in_box(kRamp, spec_of(1, 8), 4, 4, Boxes{{}, {}}),
               std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
