#include "eval/region.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;
using Boxes = std::vector<std::vector<Box>>;

// Pixel 2 has its centre at 2.5: a box from 2.5 takes it, a box up to 2.5 does not.
TEST(RegionTest, BoxesAreHalfOpenOnPixelCentres) {
  const Grid row = {1, 1, 4};
  EXPECT_THAT(region_of_boxes(row, Boxes{{{2.5, 0, 4, 1}}}), ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(region_of_boxes(row, Boxes{{{0, 0, 2.5, 1}}}), ElementsAre(1, 1, 0, 0));
  EXPECT_THAT(region_of_boxes(row, Boxes{{{0, 0, 2.6, 1}}}), ElementsAre(1, 1, 1, 0));
  EXPECT_THAT(region_of_boxes(row, Boxes{{{1, 0, 3, 1}}}), ElementsAre(0, 1, 1, 0));
}

TEST(RegionTest, EachFrameHasBoxesOfItsOwn) {
  EXPECT_THAT(region_of_boxes({3, 1, 2}, Boxes{{{0, 0, 1, 1}}, {}, {{1, 0, 2, 1}}}),
              ElementsAre(1, 0, 0, 0, 0, 1));
}

// The grid begins at pixel (2, 1) of the picture.
TEST(RegionTest, CutsOffWhatTheModelDidNotSee) {
  EXPECT_THAT(region_of_boxes({1, 2, 2, 2, 1}, Boxes{{{0, 0, 3, 2}}}), ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(region_of_boxes({1, 2, 2, 2, 1}, Boxes{{{-9, -9, 2, 9}, {4, 0, 1e30, 9}}}),
              ElementsAre(0, 0, 0, 0));
}

TEST(RegionTest, IsWhatAskingEveryPixelOfEveryBoxGives) {
  std::mt19937 random(5);
  const auto edge = [&] { return static_cast<double>(random() % 53) / 4 - 1; };
  for (int run = 0; run < 200; ++run) {
    const Grid grid = {1, 7, 9, run % 3, run % 2};
    const Boxes boxes = {{{edge(), edge(), edge(), edge()}, {edge(), edge(), edge(), edge()}}};
    const Region region = region_of_boxes(grid, boxes);
    for (int i = 0; i < 63; ++i) {
      const double x = grid.x + i % 9 + 0.5, y = grid.y + i / 9 + 0.5;
      bool inside = false;
      for (const Box& b : boxes[0])
        inside = inside || (x >= b.x0 && x < b.x1 && y >= b.y0 && y < b.y1);
      ASSERT_EQ(region[static_cast<size_t>(i)], inside ? 1 : 0) << "run " << run << " pixel " << i;
    }
  }
}

// A mask of 3 x 2, of which the grid is the right two columns, in two frames.
TEST(RegionTest, AMaskIsCutAndHoldsForEveryFrame) {
  const std::vector<uint8_t> mask = {0, 255, 0, 9, 0, 1};
  EXPECT_THAT(region_of_mask({2, 2, 2, 1, 0}, mask, 3, 2), ElementsAre(1, 0, 0, 1, 1, 0, 0, 1));
}

TEST(RegionTest, RefusesOtherSizes) {
  EXPECT_THROW((void)region_of_boxes({2, 1, 1}, Boxes{{}}), std::invalid_argument);
  EXPECT_THROW((void)region_of_mask({1, 2, 2}, std::vector<uint8_t>(3), 2, 2),
               std::invalid_argument);
  EXPECT_THROW((void)region_of_mask({1, 2, 2, 1, 0}, std::vector<uint8_t>(4), 2, 2),
               std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
