#include "eval/drop.h"

#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>
#include <vector>

#include "tests/eval/reference_json.h"

namespace vidcam::testing {
namespace {

using Items = std::vector<Confidence>;

// Lost: 0.4 of 0.8; 0.1 of 0.2; nothing; nothing, and gained.
const Items kItems = {{0.8, 0.4}, {0.2, 0.1}, {0.5, 0.5}, {0.5, 0.75}};

TEST(DropTest, IsTheShareOfTheConfidenceThatIsLost) {
  EXPECT_DOUBLE_EQ(drop_percent(kItems[0]), 50);
  EXPECT_DOUBLE_EQ(drop_percent(kItems[1]), 50);
  EXPECT_DOUBLE_EQ(drop_percent(kItems[3]), 0);
  EXPECT_DOUBLE_EQ(drop_percent({0.5, 0}), 100);
  EXPECT_DOUBLE_EQ(average_drop_percent(kItems), 25);
}

TEST(DropTest, ThePeersVariantIsNotDivided) {
  EXPECT_DOUBLE_EQ(drop_percent(kItems[0], DropKind::Absolute), 40);
  EXPECT_DOUBLE_EQ(drop_percent(kItems[3], DropKind::Absolute), 0);
  EXPECT_DOUBLE_EQ(average_drop_percent(kItems, DropKind::Absolute), 12.5);
}

TEST(DropTest, IncreaseCountsOnlyWhatGrew) { EXPECT_DOUBLE_EQ(increase_percent(kItems), 25); }

TEST(DropTest, WhereThereIsNoConfidenceThereIsNothingToLose) {
  EXPECT_EQ(drop_percent({0, 0}), 0);
  EXPECT_EQ(drop_percent({0, 0.5}), 0);
}

TEST(DropTest, RefusesWhatIsNoConfidence) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const Confidence& c : Items{{-1, 0.5}, {0.5, -1}, {kNan, 0.5}, {0.5, kNan}}) {
    EXPECT_THROW((void)drop_percent(c), std::invalid_argument);
    EXPECT_THROW((void)increase_percent(Items{c}), std::invalid_argument);
  }
  EXPECT_THROW((void)average_drop_percent({}), std::invalid_argument);
  EXPECT_THROW((void)increase_percent({}), std::invalid_argument);
}

// The oracle's averages from the oracle's confidences, for each method and mask space.
TEST(DropTest, AgreesWithTheOracle) {
  for (const std::string file :
       {"metrics_weizmann_first_clip", "metrics_imagenet_mobilenet_head",
        "metrics_imagenet_mobilenet_head.conv", "metrics_imagenet_squeezenet_fire9"}) {
    const auto reference = reference_json(file + ".json");
    if (!reference) GTEST_SKIP() << "no shared data";
    int compared = 0;
    for (const auto& [name, result] : reference->at("results").items()) {
      if (!result.contains("average_drop")) continue;
      const size_t slash = name.find('/');
      Items items;
      for (const auto& row : reference->at("rows"))
        items.push_back({row.at("Y"), row.at(name.substr(0, slash)).at(name.substr(slash + 1))});
      EXPECT_NEAR(average_drop_percent(items), result.at("average_drop"), 1e-9) << file << name;
      EXPECT_NEAR(increase_percent(items), result.at("increase"), 1e-9) << file << name;
      ++compared;
    }
    EXPECT_GE(compared, 4) << file;
  }
}

}  // namespace
}  // namespace vidcam::testing
