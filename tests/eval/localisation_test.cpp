#include "eval/localisation.h"

#include <gtest/gtest.h>

#include <vector>

namespace vidcam::testing {
namespace {

// 2 x 2 each, sharing 1 x 2: 2 / (4 + 4 - 2).
TEST(LocalisationTest, IouIsSharedAreaOverTheAreaOfBoth) {
  EXPECT_DOUBLE_EQ(iou({0, 0, 2, 2}, {1, 0, 3, 2}), 1 / 3.0);
  EXPECT_DOUBLE_EQ(iou({0, 0, 2, 2}, {0, 0, 2, 2}), 1);
  EXPECT_DOUBLE_EQ(iou({0, 0, 4, 4}, {1, 1, 2, 3}), 2 / 16.0);
}

TEST(LocalisationTest, IouIsZeroWhereNothingIsShared) {
  EXPECT_EQ(iou({0, 0, 2, 2}, {2, 0, 4, 2}), 0);
  EXPECT_EQ(iou({0, 0, 2, 2}, {5, 5, 6, 6}), 0);
  EXPECT_EQ(iou({0, 0, 0, 0}, {0, 0, 0, 0}), 0);
}

const std::vector<Box> kTruth = {{10, 10, 20, 20}, {0, 0, 4, 4}};

TEST(LocalisationTest, NeedsTheClassAndABoxThatCoversOneOfTheTrueOnes) {
  const auto one = [](int index, Box box) { return std::vector<Guess>{{index, box}}; };
  EXPECT_TRUE(localised(one(7, {0, 0, 4, 4}), 7, kTruth));
  EXPECT_FALSE(localised(one(6, {0, 0, 4, 4}), 7, kTruth));
  EXPECT_TRUE(localised(one(7, {0, 0, 4, 2}), 7, kTruth));     // IoU 0.5
  EXPECT_FALSE(localised(one(7, {0, 0, 4, 1.9}), 7, kTruth));  // below
  EXPECT_TRUE(localised(one(7, {0, 0, 4, 1.9}), 7, kTruth, 0.4));
}

TEST(LocalisationTest, AnyOfTheGuessesMayBeRightButClassAndBoxGoTogether) {
  const Box right = {10, 10, 20, 20}, wrong = {30, 30, 40, 40};
  EXPECT_TRUE(localised(std::vector<Guess>{{1, wrong}, {2, {}}, {7, right}}, 7, kTruth));
  EXPECT_FALSE(localised(std::vector<Guess>{{1, right}, {7, wrong}}, 7, kTruth));
  EXPECT_FALSE(localised(std::vector<Guess>{{7, {}}}, 7, kTruth));
  EXPECT_FALSE(localised({}, 7, kTruth));
}

}  // namespace
}  // namespace vidcam::testing
