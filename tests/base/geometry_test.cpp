#include "pipeline/base/geometry.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace vidcam {
namespace {

double position(const Tap& tap) {
  return tap.low + static_cast<double>(tap.weight) * (tap.high - tap.low);
}

TEST(GeometryTest, StretchIgnoresTheAspectRatio) {
  const Placement p = place(640, 360, {});
  EXPECT_EQ(p.resized_width, 112);
  EXPECT_EQ(p.resized_height, 112);
  EXPECT_EQ(p.crop_x, 0);
}

TEST(GeometryTest, ShortSideKeepsTheAspectRatioAndCropsTheCentre) {
  ClipSpec spec;
  spec.resize = ClipSpec::Resize::ShortSide;
  spec.resize_height = 256;
  spec.crop = ClipSpec::Crop::Center;
  spec.width = spec.height = 224;
  const Placement p = place(640, 360, spec);
  EXPECT_EQ(p.resized_width, 455);  // 640 * 256 / 360 = 455.1
  EXPECT_EQ(p.resized_height, 256);
  EXPECT_EQ(p.crop_x, 116);  // (455 - 224) / 2 = 115.5, a half to the even side
  EXPECT_EQ(p.crop_y, 16);
  const Placement portrait = place(360, 640, spec);
  EXPECT_EQ(portrait.resized_width, 256);
  EXPECT_EQ(portrait.resized_height, 455);
}

TEST(GeometryTest, WithoutACropTheModelGetsTheResizedPicture) {
  ClipSpec spec;
  spec.resize = ClipSpec::Resize::ShortSide;
  spec.resize_height = 100;
  const Placement p = place(400, 200, spec);
  EXPECT_EQ(p.width, 200);
  EXPECT_EQ(p.height, 100);
}

TEST(GeometryTest, RefusesACropLargerThanThePicture) {
  ClipSpec spec;
  spec.crop = ClipSpec::Crop::Center;
  spec.resize_height = spec.resize_width = 100;
  EXPECT_THROW(static_cast<void>(place(640, 360, spec)), std::invalid_argument);
}

TEST(GeometryTest, TapsFollowTheHalfPixelRule) {
  // 2 samples from 4: centres at 0.5 and 2.5 in units of source pixels whose centres are 0, 1,
  // 2, 3.
  const auto half = linear_taps(2, 4, 2.0, 0.0);
  EXPECT_DOUBLE_EQ(position(half[0]), 0.5);
  EXPECT_DOUBLE_EQ(position(half[1]), 2.5);
  // 4 from 2: -0.25 is clamped, then 0.25, 0.75, and 1.25 is clamped.
  const auto twice = linear_taps(4, 2, 0.5, 0.0);
  EXPECT_DOUBLE_EQ(position(twice[0]), 0.0);
  EXPECT_DOUBLE_EQ(position(twice[1]), 0.25);
  EXPECT_DOUBLE_EQ(position(twice[2]), 0.75);
  EXPECT_DOUBLE_EQ(position(twice[3]), 1.0);
}

TEST(GeometryTest, HeatLiesWhereTheModelLooked) {
  // 100 source pixels are resized to 50, of which the model gets 20 from 15 on, that is
  // source 30..70; 4 heat cells of 10.
  const HeatAxis axis = heat_axis(100, 50, 15, 20, 4);
  EXPECT_EQ(axis.first, 30);
  EXPECT_EQ(axis.last, 70);
  // Cell 1 is centred on source 45, between pixels 44 (centre 44.5) and 45 (centre 45.5).
  EXPECT_NEAR(position(axis.taps[44]), 0.95, 1e-6);
  EXPECT_NEAR(position(axis.taps[45]), 1.05, 1e-6);
}

TEST(GeometryTest, SamplingAndHeatAreInverse) {
  // What the model samples at its pixel i comes from a source position whose heat tap is i again
  // (cells == model pixels).
  const auto samples = model_taps(300, 171, 30, 112);
  const HeatAxis heat = heat_axis(300, 171, 30, 112, 112);
  for (int i = 1; i < 111; ++i) {
    const double source = position(samples[static_cast<size_t>(i)]);
    const auto at = static_cast<size_t>(source);
    const double low = position(heat.taps[at]);
    const double high = position(heat.taps[at + 1]);
    EXPECT_NEAR(low + (source - static_cast<double>(at)) * (high - low), i, 1e-4);
  }
}

TEST(GeometryTest, TimeTapIsHalfPixelToo) {
  EXPECT_DOUBLE_EQ(position(time_tap(0, 16, 2)), 0.0);     // -0.4375, clamped
  EXPECT_DOUBLE_EQ(position(time_tap(7.5, 16, 2)), 0.5);   // the middle
  EXPECT_NEAR(position(time_tap(5, 16, 4)), 0.875, 1e-6);  // 5.5 / 4 - 0.5
  EXPECT_DOUBLE_EQ(position(time_tap(15, 16, 2)), 1.0);
}

}  // namespace
}  // namespace vidcam
