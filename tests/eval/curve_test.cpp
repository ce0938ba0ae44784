#include "eval/curve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace vidcam::testing {
namespace {

using Values = std::vector<double>;

// 1 wide of height 2 to 4, then 2 wide of height 4 to 0.
TEST(CurveTest, AreaIsThatOfTheTrapezoids) {
  EXPECT_DOUBLE_EQ(trapezoid(Values{0, 1, 3}, Values{2, 4, 0}), 3 + 4);
}

TEST(CurveTest, AStepOfNoLengthAddsNothing) {
  EXPECT_DOUBLE_EQ(trapezoid(Values{0, 1, 1, 2}, Values{1, 1, 5, 5}), 1 + 5);
}

TEST(CurveTest, RefusesWhatIsNoCurve) {
  EXPECT_THROW((void)trapezoid(Values{0}, Values{1}), std::invalid_argument);
  EXPECT_THROW((void)trapezoid(Values{0, 1}, Values{1}), std::invalid_argument);
  EXPECT_THROW((void)trapezoid(Values{1, 0}, Values{1, 1}), std::invalid_argument);
}

TEST(CurveTest, TheMeanIsTakenPointByPoint) {
  MeanCurve curves;
  EXPECT_THROW((void)curves.mean(), std::invalid_argument);
  curves.add(Values{1, 2});
  curves.add(Values{3, 6});
  EXPECT_THAT(curves.mean(), ::testing::ElementsAre(2, 4));
  EXPECT_THROW(curves.add(Values{3}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
