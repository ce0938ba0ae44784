#include "pipeline/cli/eval/clip_line.h"

#include <gtest/gtest.h>

namespace vidcam {
namespace {

Clip clip(int64_t index, int width = 4) {
  Clip clip;
  clip.index = index;
  clip.height = 4;
  clip.width = width;
  return clip;
}

using Named = std::vector<std::pair<size_t, int64_t>>;  // item, clip

Named take(ClipLine& line) {
  Named names;
  for (const auto& place : line.take()) names.emplace_back(place.item, place.clip.index);
  return names;
}

TEST(ClipLineTest, AFullBatchIsDue) {
  ClipLine line({7}, 2);
  line.push(7, clip(0));
  EXPECT_FALSE(line.is_due());
  line.push(7, clip(1));
  ASSERT_TRUE(line.is_due());
  EXPECT_EQ(take(line), (Named{{7, 0}, {7, 1}}));
  EXPECT_FALSE(line.is_due());
}

TEST(ClipLineTest, BatchesAreTheSameWhicheverItemIsFaster) {
  const auto batches = [](const std::vector<int>& order) {
    ClipLine line({0, 1}, 3);
    std::vector<Named> taken;
    std::vector<int64_t> next{0, 0};
    for (const int item : order) {
      const auto i = static_cast<size_t>(item);
      line.push(i, clip(next[i]++));
      if (next[i] == 2) line.close(i);
      while (line.is_due()) taken.push_back(take(line));
    }
    return taken;
  };
  const std::vector<Named> expected{{{0, 0}, {0, 1}, {1, 0}}, {{1, 1}}};
  EXPECT_EQ(batches({0, 0, 1, 1}), expected);
  EXPECT_EQ(batches({1, 1, 0, 0}), expected);
  EXPECT_EQ(batches({1, 0, 1, 0}), expected);
}

TEST(ClipLineTest, LaterItemsWaitForEarlierOnes) {
  ClipLine line({0, 1}, 1);
  line.push(1, clip(0));
  line.close(1);
  EXPECT_FALSE(line.is_due());
  line.close(0);
  EXPECT_TRUE(line.is_due());
}

TEST(ClipLineTest, AnItemThatFailedHoldsNobodyUp) {
  ClipLine line({0, 1}, 2);
  line.push(0, clip(0));
  line.push(1, clip(0));
  line.close(1);
  line.drop(0);
  ASSERT_TRUE(line.is_due());
  EXPECT_EQ(take(line), (Named{{1, 0}}));
  EXPECT_FALSE(line.is_due());
}

TEST(ClipLineTest, ClipsOfAnotherSizeAreABatchOfTheirOwn) {
  ClipLine line({0, 1}, 2);
  line.push(0, clip(0, 4));
  line.push(1, clip(0, 6));
  line.close(0);
  line.close(1);
  EXPECT_EQ(take(line), (Named{{0, 0}}));
  ASSERT_TRUE(line.is_due());
  EXPECT_EQ(take(line), (Named{{1, 0}}));
}

TEST(ClipLineTest, KnowsItsItemsOnly) {
  ClipLine line({0}, 2);
  EXPECT_THROW(line.push(1, clip(0)), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam
