#include <gtest/gtest.h>

#include "encode/painter.h"
#include "tests/encode/test_frames.h"

namespace vidcam {
namespace {

using testing::make_frame;
using testing::sample_at;

Frame tile(int number, int width, int height, int chroma_shift) {
  return make_frame(width, height, chroma_shift, {}, [number](int p, int x, int y) {
    return static_cast<uint8_t>(80 * number + 20 * p + 5 * y + x);
  });
}

TEST(SideBySideTest, PutsFramesFromLeftToRightAsShown) {
  for (int turn = 0; turn < 8; ++turn) {
    const Orientation o{turn % 4, turn >= 4};
    SCOPED_TRACE(turn);
    const Frame out = side_by_side({tile(0, 6, 4, 0), tile(1, 6, 4, 0), tile(2, 6, 4, 0)}, o);
    const int shown_width = o.swaps_axes() ? 4 : 6;
    const int shown_height = o.swaps_axes() ? 6 : 4;
    ASSERT_EQ(out.width, o.swaps_axes() ? 6 : 18);
    ASSERT_EQ(out.height, o.swaps_axes() ? 12 : 4);
    for (int number = 0; number < 3; ++number) {
      for (int y = 0; y < 4; ++y) {
        for (int x = 0; x < 6; ++x) {
          // The tile's pixel as shown, then shown to the right of the tiles before, then back.
          const Point shown = turned(Point{x, y}, 6, 4, o);
          const Point at = turned(Point{shown.x + number * shown_width, shown.y}, 3 * shown_width,
                                  shown_height, o.inverse());
          ASSERT_EQ(sample_at(out, 0, at.x, at.y), 80 * number + 5 * y + x);
          ASSERT_EQ(sample_at(out, 2, at.x, at.y), 80 * number + 40 + 5 * y + x);
        }
      }
    }
  }
}

TEST(SideBySideTest, KeepsChromaWithItsTile) {
  const Frame even = side_by_side({tile(0, 6, 4, 1), tile(1, 6, 4, 1)}, {});
  EXPECT_EQ(even.plane_width(1), 6);
  EXPECT_EQ(sample_at(even, 1, 2, 1), 27);
  EXPECT_EQ(sample_at(even, 1, 3, 1), 105);
  // 5 + 5 pixels: the second tile starts in the middle of chroma column 2.
  const Frame odd = side_by_side({tile(0, 5, 4, 1), tile(1, 5, 4, 1)}, {});
  EXPECT_EQ(odd.width, 10);
  EXPECT_EQ(odd.plane_width(1), 5);
  EXPECT_EQ(sample_at(odd, 1, 2, 0), 22);
  EXPECT_EQ(sample_at(odd, 1, 3, 0), 100);
  EXPECT_EQ(sample_at(odd, 1, 4, 0), 101);
}

TEST(SideBySideTest, RefusesFramesThatDiffer) {
  EXPECT_THROW((void)side_by_side({}, {}), std::invalid_argument);
  EXPECT_THROW((void)side_by_side({tile(0, 6, 4, 1), tile(1, 4, 4, 1)}, {}), std::invalid_argument);
  EXPECT_THROW((void)side_by_side({tile(0, 6, 4, 1), tile(1, 6, 4, 0)}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
