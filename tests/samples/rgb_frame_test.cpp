#include "samples/scenes/rgb_frame.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace vidcam::samples {
namespace {

Frame of_one_color(uint8_t r, uint8_t g, uint8_t b) {
  std::vector<uint8_t> rgb;
  for (int i = 0; i < 4 * 2; ++i) rgb.insert(rgb.end(), {r, g, b});
  return frame_from_rgb(rgb, 4, 2);
}

void expect_color(const Frame& frame, int y, int cb, int cr) {
  EXPECT_EQ(frame.planes[0].data[5], y);
  EXPECT_EQ(frame.planes[1].data[1], cb);
  EXPECT_EQ(frame.planes[2].data[1], cr);
}

// The values of BT.601's colour bars at 100 %.
TEST(RgbFrameTest, ColorsAreThoseOfBt601) {
  expect_color(of_one_color(0, 0, 0), 16, 128, 128);
  expect_color(of_one_color(255, 255, 255), 235, 128, 128);
  expect_color(of_one_color(255, 0, 0), 81, 90, 240);
  expect_color(of_one_color(0, 255, 0), 145, 54, 34);
  expect_color(of_one_color(0, 0, 255), 41, 240, 110);
}

TEST(RgbFrameTest, ChromaSitsOnEvenColumns) {
  // Columns: grey, grey, grey, blue. Chroma sample 1 is at column 2 and sees the blue one with a
  // weight of a quarter.
  std::vector<uint8_t> rgb;
  for (int row = 0; row < 2; ++row) rgb.insert(rgb.end(), {9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 0, 255});
  const Frame frame = frame_from_rgb(rgb, 4, 2);
  EXPECT_EQ(frame.planes[1].data[0], 128);
  EXPECT_EQ(frame.planes[1].data[1], 128 + 112 / 4);
  EXPECT_TRUE(frame.chroma_left);
}

TEST(RgbFrameTest, PlanesHoldEachColorAsItIs) {
  const std::vector<uint8_t> rgb{1, 2, 3, 4, 5, 6, 7, 8, 9};
  const Frame frame = planar_from_rgb(rgb, 1, 3);
  for (size_t p = 0; p < 3; ++p) {
    for (int y = 0; y < 3; ++y)
      EXPECT_EQ(frame.planes[p].data[y * frame.planes[p].stride],
                rgb[static_cast<size_t>(y) * 3 + p]);
  }
  EXPECT_EQ(frame.bytes(), 9U);
  EXPECT_THROW((void)planar_from_rgb(rgb, 3, 3), std::invalid_argument);
}

TEST(RgbFrameTest, OddSidesAndOtherSizesAreRefused) {
  const std::vector<uint8_t> rgb(3 * 2 * 3);
  EXPECT_THROW((void)frame_from_rgb(rgb, 3, 2), std::invalid_argument);
  EXPECT_THROW((void)frame_from_rgb(rgb, 4, 2), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::samples
