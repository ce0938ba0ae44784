#include <gtest/gtest.h>

#include "decode/clip_sampler.h"
#include "tests/decode/reading.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

// The upright picture: red, green / blue, white. The coded one is what must be turned to get it.
Painting coded_corners(int width, int height, Orientation o) {
  const int shown_width = o.swaps_axes() ? height : width;
  const int shown_height = o.swaps_axes() ? width : height;
  const Painting upright = four_corners(shown_width, shown_height);
  return [=](int, int x, int y) {
    const Point shown = turned({x, y}, width, height, o);
    return upright(0, shown.x, shown.y);
  };
}

Rgb pixel(const std::vector<uint8_t>& rgb, int width, int x, int y) {
  const auto i = static_cast<size_t>(3 * (y * width + x));
  return {rgb[i], rgb[i + 1], rgb[i + 2]};
}

class OrientationTest : public ::testing::TestWithParam<Orientation> {};

TEST_P(OrientationTest, SamplesUpright) {
  const auto dir = temp_dir();
  VideoSpec spec;
  spec.path = dir / "a.mp4";
  spec.width = 96;
  spec.height = 64;
  spec.frames = 1;
  spec.orientation = GetParam();
  spec.painting = coded_corners(96, 64, GetParam());
  write_video(spec);
  const auto source = open_source(spec.path);
  ASSERT_EQ(source->info().orientation, GetParam());
  const auto frame = source->next();
  const auto rgb = FrameSampler(source->info(), stretch(16, 10)).sample(*frame);
  EXPECT_LE(distance(pixel(rgb, 16, 2, 2), {255, 0, 0}), 4);
  EXPECT_LE(distance(pixel(rgb, 16, 13, 2), {0, 255, 0}), 4);
  EXPECT_LE(distance(pixel(rgb, 16, 2, 7), {0, 0, 255}), 4);
  EXPECT_LE(distance(pixel(rgb, 16, 13, 7), {255, 255, 255}), 4);
}

// Turning the file's picture and sampling it is the same as sampling an upright copy.
TEST_P(OrientationTest, CropsWhereTheUprightPictureIsCropped) {
  const Orientation o = GetParam();
  const int width = 61;
  const int height = 47;
  std::vector<uint8_t> upright(static_cast<size_t>(width) * height);
  for (size_t i = 0; i < upright.size(); ++i) upright[i] = static_cast<uint8_t>(i * 31 % 251);
  const auto coded = turned(std::span<const uint8_t>(upright), width, height, 1, o.inverse());
  StreamInfo info;
  info.width = o.swaps_axes() ? height : width;
  info.height = o.swaps_axes() ? width : height;
  info.orientation = o;
  Frame frame;
  frame.width = info.width;
  frame.height = info.height;
  frame.chroma_shift = 0;
  frame.color = {Matrix::Rgb, true};
  frame.planes.fill({coded.data(), info.width});

  StreamInfo upright_info;
  upright_info.width = width;
  upright_info.height = height;
  Frame upright_frame = frame;
  upright_frame.width = width;
  upright_frame.height = height;
  upright_frame.planes.fill({upright.data(), width});

  ClipSpec spec;
  spec.resize = ClipSpec::Resize::ShortSide;
  spec.resize_height = 32;
  spec.crop = ClipSpec::Crop::Center;
  spec.width = 17;
  spec.height = 24;
  const auto expected = FrameSampler(upright_info, spec).sample(upright_frame);
  const auto found = FrameSampler(info, spec).sample(frame);
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found[i], expected[i], 1) << i;
}

INSTANTIATE_TEST_SUITE_P(All, OrientationTest,
                         ::testing::Values(Orientation{0, false}, Orientation{1, false},
                                           Orientation{2, false}, Orientation{3, false},
                                           Orientation{0, true}, Orientation{1, true},
                                           Orientation{2, true}, Orientation{3, true}));

}  // namespace
}  // namespace vidcam::testing
