#include "pipeline/base/orientation.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

// A picture of 3 x 2 pixels:  1 2 3
//                             4 5 6
const std::vector<int> kPicture{1, 2, 3, 4, 5, 6};

std::vector<int> turn(Orientation o) { return turned(std::span<const int>(kPicture), 3, 2, 1, o); }

TEST(OrientationTest, TurnsClockwise) {
  EXPECT_EQ(turn({0, false}), kPicture);
  EXPECT_EQ(turn({1, false}), (std::vector<int>{4, 1, 5, 2, 6, 3}));
  EXPECT_EQ(turn({2, false}), (std::vector<int>{6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(turn({3, false}), (std::vector<int>{3, 6, 2, 5, 1, 4}));
}

TEST(OrientationTest, MirrorsBeforeItTurns) {
  EXPECT_EQ(turn({0, true}), (std::vector<int>{3, 2, 1, 6, 5, 4}));
  EXPECT_EQ(turn({1, true}), (std::vector<int>{6, 3, 5, 2, 4, 1}));
}

TEST(OrientationTest, InverseUndoesEveryOrientation) {
  for (int quarter = 0; quarter < 4; ++quarter) {
    for (const bool flip : {false, true}) {
      const Orientation o{quarter, flip};
      const auto there = turn(o);
      const int width = o.swaps_axes() ? 2 : 3;
      const auto back = turned(std::span<const int>(there), width, 5 - width, 1, o.inverse());
      EXPECT_EQ(back, kPicture) << quarter << (flip ? " mirrored" : "");
    }
  }
}

TEST(OrientationTest, KeepsChannelsTogether) {
  const std::vector<int> two_pixels{1, 2, 3, 4, 5, 6};  // 2 x 1, three channels
  EXPECT_EQ(turned(std::span<const int>(two_pixels), 2, 1, 3, {2, false}),
            (std::vector<int>{4, 5, 6, 1, 2, 3}));
}

}  // namespace
}  // namespace vidcam
