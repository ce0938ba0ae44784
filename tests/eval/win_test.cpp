#include "eval/win.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <vector>

#include "tests/eval/reference_json.h"

namespace vidcam::testing {
namespace {

using Values = std::vector<double>;

// a, b, a, tie: the last also where both are 0.
const Values kA = {0.9, 0.1, 0.5, 0, 0.3};
const Values kB = {0.8, 0.2, 0.1, 0, 0.3};

TEST(WinTest, CountsBothSidesAndTies) {
  const Win win = win_percent(kA, kB);
  EXPECT_DOUBLE_EQ(win.a, 40);
  EXPECT_DOUBLE_EQ(win.b, 20);
  EXPECT_DOUBLE_EQ(win.ties, 40);
}

TEST(WinTest, TiesAreSharedInTheTwoWayFigure) {
  const Win win = win_percent(kA, kB);
  EXPECT_DOUBLE_EQ(win.a_shared(), 60);
  EXPECT_DOUBLE_EQ(win.b_shared(), 40);
}

TEST(WinTest, OneItemsPartsAddUpToTheTwoWayFigure) {
  double sum = 0;
  for (size_t i = 0; i < kA.size(); ++i) sum += win_percent(kA[i], kB[i]);
  EXPECT_DOUBLE_EQ(sum / 5, win_percent(kA, kB).a_shared());
}

TEST(WinTest, RefusesOtherNumbersOfItems) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW((void)win_percent(Values{1}, kB), std::invalid_argument);
  EXPECT_THROW((void)win_percent(Values{}, Values{}), std::invalid_argument);
  EXPECT_THROW((void)win_percent(Values{kNan}, Values{0}), std::invalid_argument);
}

TEST(WinTest, AgreesWithTheOracle) {
  for (const std::string file :
       {"metrics_weizmann_first_clip", "metrics_imagenet_mobilenet_head",
        "metrics_imagenet_mobilenet_head.conv", "metrics_imagenet_squeezenet_fire9"}) {
    const auto reference = reference_json(file + ".json");
    if (!reference) GTEST_SKIP() << "no shared data";
    for (const std::string space : {"normalised", "pixel"}) {
      Values plus, plain;
      for (const auto& row : reference->at("rows")) {
        plus.push_back(row.at("gradcampp").at(space));
        plain.push_back(row.at("gradcam").at(space));
      }
      const Win win = win_percent(plus, plain);
      const auto& expected =
          reference->at("results").at("gradcampp/" + space).at("win_against_gradcam");
      EXPECT_NEAR(win.a, expected.at("a"), 1e-9) << file << space;
      EXPECT_NEAR(win.b, expected.at("b"), 1e-9) << file << space;
      EXPECT_NEAR(win.ties, expected.at("tie"), 1e-9) << file << space;
    }
  }
}

}  // namespace
}  // namespace vidcam::testing
