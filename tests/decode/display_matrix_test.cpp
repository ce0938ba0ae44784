#include "decode/display_matrix.h"

#include <gtest/gtest.h>

#include <array>

namespace vidcam {
namespace {

// The matrices as they stand in files: a b u / c d v / x y w.
constexpr int32_t kOne = 65536;

Orientation of(int32_t a, int32_t b, int32_t c, int32_t d) {
  const std::array<int32_t, 9> matrix{a, b, 0, c, d, 0, 1234, -99, 1 << 30};
  return orientation_of(matrix);
}

TEST(DisplayMatrixTest, ReadsTheFourRotations) {
  EXPECT_EQ(of(kOne, 0, 0, kOne), (Orientation{0, false}));
  EXPECT_EQ(of(0, kOne, -kOne, 0), (Orientation{1, false}));  // a phone held upright
  EXPECT_EQ(of(-kOne, 0, 0, -kOne), (Orientation{2, false}));
  EXPECT_EQ(of(0, -kOne, kOne, 0), (Orientation{3, false}));
}

TEST(DisplayMatrixTest, ReadsTheFourMirrorings) {
  EXPECT_EQ(of(-kOne, 0, 0, kOne), (Orientation{0, true}));  // left and right change places
  EXPECT_EQ(of(kOne, 0, 0, -kOne), (Orientation{2, true}));  // top and bottom change places
  EXPECT_EQ(of(0, kOne, kOne, 0), (Orientation{3, true}));   // transposed
  EXPECT_EQ(of(0, -kOne, -kOne, 0), (Orientation{1, true}));
}

TEST(DisplayMatrixTest, TakesTheNearestOrientationOfAnyMatrix) {
  EXPECT_EQ(of(64000, 9000, -9000, 64000), (Orientation{0, false}));
  EXPECT_EQ(of(0, 2 * kOne, -kOne, 0), (Orientation{1, false}));
  EXPECT_EQ(of(0, 0, 0, 0), (Orientation{0, false}));
}

}  // namespace
}  // namespace vidcam
