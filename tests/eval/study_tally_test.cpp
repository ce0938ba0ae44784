#include "eval/study_tally.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace vidcam::testing {
namespace {

TEST(StudyTallyTest, EveryItemHasOnePointThatItsVotesShare) {
  const Tally got = tally(std::vector<Votes>{{3, 1, 0}, {1, 0, 1}, {0, 0, 10}});
  EXPECT_DOUBLE_EQ(got.more, 0.75 + 0.5);
  EXPECT_DOUBLE_EQ(got.less, 0.25);
  EXPECT_DOUBLE_EQ(got.same, 0.5 + 1);
  EXPECT_EQ(got.items, 3);
  EXPECT_EQ(got.votes, 16);
}

TEST(StudyTallyTest, ItemsNobodyJudgedDoNotCount) {
  const Tally got = tally(std::vector<Votes>{{0, 0, 0}, {0, 2, 0}});
  EXPECT_EQ(got.items, 1);
  EXPECT_DOUBLE_EQ(got.less, 1);
  EXPECT_EQ(tally({}).items, 0);
}

TEST(StudyTallyTest, RefusesNegativeNumbers) {
  EXPECT_THROW((void)tally(std::vector<Votes>{{1, -1, 0}}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
