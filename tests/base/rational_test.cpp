#include "pipeline/base/rational.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

TEST(RationalTest, RescalesBetweenTimeBasesExactly) {
  EXPECT_EQ(rescale(1, {1, 25}, {1, 90000}), 3600);
  EXPECT_EQ(rescale(3600, {1, 90000}, {1, 25}), 1);
  EXPECT_EQ(rescale(30, {1001, 30000}, {1, 1000}), 1001);
}

TEST(RationalTest, RoundsHalvesAwayFromZero) {
  EXPECT_EQ(rescale(1, {1, 2}, {1, 1}), 1);
  EXPECT_EQ(rescale(-1, {1, 2}, {1, 1}), -1);
  EXPECT_EQ(rescale(1, {1, 3}, {1, 1}), 0);
}

TEST(RationalTest, DoesNotOverflowOnLongTimes) {
  const int64_t days = int64_t{365} * 24 * 3600 * 1'000'000;
  EXPECT_EQ(rescale(days, {1, 1'000'000}, {1, 90'000}), days / 100 * 9);
}

TEST(RationalTest, UnknownIsNotAValue) {
  EXPECT_FALSE(Rational{}.known());
  EXPECT_TRUE((Rational{30000, 1001}).known());
  EXPECT_NEAR((Rational{30000, 1001}).value(), 29.97, 0.001);
}

}  // namespace
}  // namespace vidcam
