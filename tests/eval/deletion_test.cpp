#include "eval/deletion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "tests/eval/reference_json.h"

namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;
using Map = std::vector<float>;

TEST(DeletionTest, TheStrongestAreChosenFirst) {
  const StrongestFirst steps(Map{3, 1, 4, 2}, 4);
  ASSERT_EQ(steps.size(), 5);
  EXPECT_THAT(steps.chosen(0), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(steps.chosen(1), ElementsAre(0, 0, 1, 0));
  EXPECT_THAT(steps.chosen(2), ElementsAre(1, 0, 1, 0));
  EXPECT_THAT(steps.chosen(4), ElementsAre(1, 1, 1, 1));
}

TEST(DeletionTest, OfEqualsTheFirstComesFirst) {
  const StrongestFirst steps(Map{0, 7, 7, 7}, 4);
  EXPECT_THAT(steps.chosen(1), ElementsAre(0, 1, 0, 0));
  EXPECT_THAT(steps.chosen(2), ElementsAre(0, 1, 1, 0));
  const auto quarter = StrongestFirst(Map(400, 1), 4).chosen(1);
  for (size_t i = 0; i < 400; ++i) ASSERT_EQ(quarter[i], i < 100 ? 1 : 0) << i;
}

// floor(k 5 / 3): 0, 1, 3, 5.
TEST(DeletionTest, StepsThatDoNotDivideTheMapAreRoundedDown) {
  const StrongestFirst steps(Map{5, 4, 3, 2, 1}, 3);
  EXPECT_THAT(steps.chosen(1), ElementsAre(1, 0, 0, 0, 0));
  EXPECT_THAT(steps.chosen(2), ElementsAre(1, 1, 1, 0, 0));
  EXPECT_THAT(steps.chosen(3), ElementsAre(1, 1, 1, 1, 1));
}

TEST(DeletionTest, AreaIsTheMeanWithHalfWeightAtTheEnds) {
  EXPECT_DOUBLE_EQ(step_curve_area(std::vector<double>{1, 0.5, 0}), 0.5);
  EXPECT_DOUBLE_EQ(step_curve_area(std::vector<double>{1, 0, 0, 0, 0}), 1 / 8.0);
  EXPECT_THROW((void)step_curve_area(std::vector<double>{1}), std::invalid_argument);
}

TEST(DeletionTest, RefusesWhatItCannotSort) {
  const Map broken = {1, std::numeric_limits<float>::quiet_NaN()};
  EXPECT_THROW(StrongestFirst(broken, 4), std::invalid_argument);
  EXPECT_THROW(StrongestFirst(Map{}, 4), std::invalid_argument);
  EXPECT_THROW(StrongestFirst(Map{1}, 0), std::invalid_argument);
  EXPECT_THROW((void)StrongestFirst(Map{1}, 2).chosen(3), std::out_of_range);
}

TEST(DeletionTest, AreasAgreeWithTheOracle) {
  const auto info = reference_json("c3d_daria_wave2/case.json");
  if (!info) GTEST_SKIP() << "no shared data";
  for (const std::string method : {"gradcam", "gradcampp"}) {
    const auto& figures = info->at("figures").at(method);
    for (const std::string curve : {"deletion", "insertion"}) {
      EXPECT_NEAR(step_curve_area(figures.at(curve).get<std::vector<double>>()),
                  figures.at(curve + "_auc"), 1e-12)
          << method << curve;
    }
  }
}

}  // namespace
}  // namespace vidcam::testing
