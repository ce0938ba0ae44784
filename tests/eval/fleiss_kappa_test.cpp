#include "eval/fleiss_kappa.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace vidcam::testing {
namespace {

using Votes = std::vector<std::vector<int>>;

// The example that textbooks give: ten items, fourteen judges, five categories: 0.210.
TEST(FleissKappaTest, AgreesWithTheTextbook) {
  const Votes votes = {{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0},
                       {2, 2, 8, 1, 1},  {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2},
                       {6, 5, 2, 1, 0},  {0, 2, 2, 3, 7}};
  EXPECT_NEAR(fleiss_kappa(votes).value(), 0.20993070442195522, 1e-14);
}

// Two items, two judges each: P = (1 + 0) / 2, Pe = (3/4)^2 + (1/4)^2 = 5/8.
TEST(FleissKappaTest, IsBelowZeroWhereJudgesAgreeLessThanChance) {
  EXPECT_NEAR(fleiss_kappa(Votes{{2, 0}, {1, 1}}).value(), (0.5 - 0.625) / (1 - 0.625), 1e-15);
}

TEST(FleissKappaTest, IsOneWhereJudgesAlwaysAgree) {
  EXPECT_DOUBLE_EQ(fleiss_kappa(Votes{{3, 0, 0}, {0, 3, 0}, {0, 0, 3}}).value(), 1);
}

// 1, 0 and 1 of the pairs agree: P = 2/3. Of the seven votes 3, 1 and 3: Pe = 19/49. The item with
// one vote has no pair and does not count.
TEST(FleissKappaTest, ItemsMayHaveOtherNumbersOfVotes) {
  EXPECT_NEAR(fleiss_kappa(Votes{{2, 0, 0}, {1, 1, 0}, {0, 0, 3}, {1, 0, 0}}).value(),
              (2 / 3.0 - 19 / 49.0) / (1 - 19 / 49.0), 1e-15);
}

TEST(FleissKappaTest, IsNothingWhereThereIsNothingToAgreeOn) {
  EXPECT_FALSE(fleiss_kappa({}));
  EXPECT_FALSE(fleiss_kappa(Votes{{1, 0}, {0, 1}}));
  EXPECT_FALSE(fleiss_kappa(Votes{{3, 0}, {2, 0}}));
}

TEST(FleissKappaTest, RefusesWhatIsNoTable) {
  EXPECT_THROW((void)fleiss_kappa(Votes{{1, 2}, {1}}), std::invalid_argument);
  EXPECT_THROW((void)fleiss_kappa(Votes{{3, -1}}), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
