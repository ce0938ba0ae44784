#include "pipeline/cli/eval/mask_curves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vidcam {
namespace {

using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

// A model that is as sure as the share of the four positions it sees; 0.1 where it sees nothing.
constexpr double kBlack = 0.1;
constexpr double kFull = 1;

double confidence_of(const std::vector<float>& keep) {
  double sum = 0;
  for (const float v : keep) sum += v;
  return sum / 4;
}

class MaskCurvesTest : public ::testing::Test {
 protected:
  MapValues curves(const std::vector<float>& L, const std::vector<std::string>& metrics) {
    EvalSettings settings;
    settings.metrics = metrics;
    settings.steps = 4;
    MapValues values;
    add_curves(
        L, kFull, kBlack, settings,
        [this](std::span<const Mask> masks) {
          std::vector<double> sure;
          for (const Mask& mask : masks) {
            std::vector<float> keep(4, -1);
            mask(keep);
            sure.push_back(confidence_of(asked_.emplace_back(keep)));
          }
          return sure;
        },
        values);
    return values;
  }
  std::vector<std::vector<float>> asked_;
};

TEST_F(MaskCurvesTest, DeletionTakesTheStrongestAwayFirst) {
  const MapValues values = curves({0.2F, 1, 0, 0.5F}, {"deletion"});
  EXPECT_THAT(asked_, ElementsAre(ElementsAre(1, 0, 1, 1), ElementsAre(1, 0, 1, 0),
                                  ElementsAre(0, 0, 1, 0)));
  const Curve& curve = values.curves.at("deletion");
  EXPECT_THAT(curve.share, ElementsAre(0, 0.25, 0.5, 0.75, 1));
  EXPECT_THAT(curve.value, ElementsAre(1, 0.75, 0.5, 0.25, 0.1));
  EXPECT_DOUBLE_EQ(values.figures.at("deletion"), 0.25 * (0.5 + 0.75 + 0.5 + 0.25 + 0.05));
}

TEST_F(MaskCurvesTest, InsertionPutsTheStrongestInFirst) {
  const MapValues values = curves({0.2F, 1, 0, 0.5F}, {"insertion"});
  EXPECT_THAT(asked_, ElementsAre(ElementsAre(0, 1, 0, 0), ElementsAre(0, 1, 0, 1),
                                  ElementsAre(1, 1, 0, 1)));
  EXPECT_THAT(values.curves.at("insertion").value, ElementsAre(0.1, 0.25, 0.5, 0.75, 1));
}

TEST_F(MaskCurvesTest, AreaConfidenceTakesTheWeakestAwayFirst) {
  const MapValues values = curves({0.2F, 1, 0, 0.5F}, {"area-confidence"});
  EXPECT_THAT(asked_, ElementsAre(ElementsAre(1, 1, 0, 1), ElementsAre(0, 1, 0, 1),
                                  ElementsAre(0, 1, 0, 0)));
  const Curve& curve = values.curves.at("area-confidence");
  EXPECT_THAT(curve.real, ElementsAre(0, 0.25, 0.5, 0.75, 1));
  EXPECT_THAT(curve.value, ElementsAre(1, 0.75, 0.5, 0.25, 0.1));
}

TEST_F(MaskCurvesTest, TiesStayTogetherInTheShareThatIsReallyBlack) {
  const MapValues values = curves({1, 1, 0, 1}, {"area-confidence"});
  const Curve& curve = values.curves.at("area-confidence");
  EXPECT_THAT(curve.share, ElementsAre(0, 0.25, 0.5, 0.75, 1));
  EXPECT_THAT(curve.real, ElementsAre(0, 0.25, 0.25, 0.25, 1));
  // Half of it at once: 0.75 at 0.25, 0.1 at 1.
  EXPECT_DOUBLE_EQ(values.figures.at("area_confidence"),
                   0.25 * (1 + 0.75) / 2 + 0.75 * (0.75 + 0.1) / 2);
}

TEST_F(MaskCurvesTest, OnlyWhatIsWantedIsAskedFor) {
  EXPECT_TRUE(curves({0, 1, 2, 3}, {"drop"}).curves.empty());
  EXPECT_TRUE(asked_.empty());
  EvalSettings settings;
  settings.steps = 20;
  settings.metrics = {"drop", "area-confidence", "deletion"};
  EXPECT_EQ(masks_of_curves(settings), 38);
}

}  // namespace
}  // namespace vidcam
