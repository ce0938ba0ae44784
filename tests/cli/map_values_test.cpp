#include "pipeline/cli/eval/map_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vidcam {
namespace {

using ::testing::ElementsAre;

Heat map_of(int t, int h, int w, std::vector<float> values) {
  Heat heat{t, h, w, std::move(values), 0, 0};
  heat.high = 1;
  return heat;
}

// A picture of 4 x 2 that the model sees as it is, and a map of its size.
class MapValuesTest : public ::testing::Test {
 protected:
  MapValuesTest() {
    settings_.metrics = {"loc", "pointing", "energy", "inside-outside", "localisation"};
    settings_.deltas = {0, 0.5};
    truth_.spec.frames = 1;
    truth_.spec.height = truth_.spec.resize_height = 2;
    truth_.spec.width = truth_.spec.resize_width = 4;
    truth_.width = 4;
    truth_.height = 2;
    truth_.frames = 1;
    truth_.boxes = {{Box{0, 0, 2, 2}}};
  }
  EvalSettings settings_;
  ClipTruth truth_;
  // 8 in all, 6 of them in the box's four pixels.
  Heat heat_ = map_of(1, 2, 4,
                      {4, 2, 2, 0,  //
                       0, 0, 0, 0});
};

TEST_F(MapValuesTest, BoxFiguresOfAMapByHand) {
  const Figures figures = box_figures(heat_, truth_, settings_);
  EXPECT_DOUBLE_EQ(figures.at("loc_0"), 2.0 / 5);    // on: 3 pixels, 2 of them inside
  EXPECT_DOUBLE_EQ(figures.at("loc_0.5"), 1.0 / 4);  // on: above half of the maximum
  EXPECT_DOUBLE_EQ(figures.at("pointing"), 100);
  EXPECT_DOUBLE_EQ(figures.at("energy"), 0.75);
  EXPECT_DOUBLE_EQ(figures.at("object_area"), 0.5);
  EXPECT_DOUBLE_EQ(figures.at("inside_outside"), (6.0 / 4) / (2.0 / 4));
}

TEST_F(MapValuesTest, LocIsOfTheMapInItsRange) {
  // 4 is half of the way from 1 to 7, and more than half of that from 0.
  const Heat heat = map_of(1, 2, 4, {4, 7, 1, 1, 1, 1, 1, 1});
  EXPECT_DOUBLE_EQ(box_figures(heat, truth_, settings_).at("loc_0.5"), 1.0 / 4);
  EXPECT_DOUBLE_EQ(box_figures(heat, truth_, settings_, {true, 0}).at("loc_0.5"), 2.0 / 4);
  EXPECT_DOUBLE_EQ(box_figures(heat, truth_, settings_, {true, 2}).at("loc_0.5"), 1.0 / 4);
}

TEST_F(MapValuesTest, OnlyTheMetricsAskedFor) {
  settings_.metrics = {"pointing"};
  EXPECT_EQ(box_figures(heat_, truth_, settings_), (Figures{{"pointing", 100}}));
}

TEST_F(MapValuesTest, AFlatMapPointsNowhereAndHasNoShares) {
  const Figures figures = box_figures(map_of(1, 2, 4, std::vector<float>(8, 0)), truth_, settings_);
  EXPECT_EQ(figures, (Figures{{"loc_0", 0}, {"loc_0.5", 0}, {"pointing", 0}}));
}

TEST_F(MapValuesTest, FramesWithoutABoxHaveNoFigures) {
  truth_.boxes = {{}};
  EXPECT_TRUE(box_figures(heat_, truth_, settings_).empty());
  truth_.boxes = {{Box{-9, -9, -1, -1}}};  // not in the picture
  EXPECT_TRUE(box_figures(heat_, truth_, settings_).empty());
}

TEST_F(MapValuesTest, AMaskGoesBeforeTheBoxes) {
  const std::vector<uint8_t> mask{0, 255, 1, 0, 0, 0, 0, 0};
  truth_.mask = mask;
  const Figures figures = box_figures(heat_, truth_, settings_);
  EXPECT_DOUBLE_EQ(figures.at("energy"), 0.5);
  EXPECT_DOUBLE_EQ(figures.at("loc_0"), 2.0 / 3);
  EXPECT_EQ(figures.at("pointing"), 0);
}

TEST_F(MapValuesTest, EachFrameHasBoxesOfItsOwn) {
  truth_.spec.frames = truth_.frames = 2;
  truth_.boxes = {{Box{0, 0, 1, 1}}, {Box{3, 1, 4, 2}}};
  const Heat moving = map_of(2, 2, 4,
                             {4, 0, 0, 0, 0, 0, 0, 0,  //
                              0, 0, 0, 0, 0, 0, 0, 2});
  const Figures figures = box_figures(moving, truth_, settings_);
  EXPECT_DOUBLE_EQ(figures.at("energy"), 1);
  EXPECT_DOUBLE_EQ(figures.at("loc_0"), 1);
  EXPECT_DOUBLE_EQ(figures.at("loc_0.5"), 0.5);
}

TEST_F(MapValuesTest, BoxesLieInTheSourcePicture) {
  // The picture is twice as large as what the model sees of it.
  truth_.width = 8;
  truth_.height = 4;
  truth_.boxes = {{Box{0, 0, 4, 4}}};
  const Heat left = map_of(1, 1, 2, {1, 0});
  // Columns 0-1 are 1, then 0.875, 0.625, 0.375, 0.125, 0 0: above 0.5 are exactly those inside.
  EXPECT_DOUBLE_EQ(box_figures(left, truth_, settings_).at("loc_0.5"), 1);
}

TEST_F(MapValuesTest, LocalisedWhereTheTrueClassDrawsTheBox) {
  const Heat heat = map_of(1, 2, 4, {4, 4, 0, 0, 4, 4, 0, 0});
  const std::vector<ClassScore> top{{7, "a", 0.5, 1}, {3, "b", 0.3, 0}};
  const auto errors = [&](int true_class) {
    const Figures f = localisation_figures(heat, truth_, top, true_class, settings_);
    return std::pair(f.at("localisation_error_top1"), f.at("localisation_error_top5"));
  };
  EXPECT_EQ(errors(7), std::pair(0.0, 0.0));
  EXPECT_EQ(errors(3), std::pair(100.0, 0.0));
  EXPECT_EQ(errors(5), std::pair(100.0, 100.0));
}

TEST_F(MapValuesTest, LocalisationCountsTheFramesWithBoxes) {
  truth_.spec.frames = truth_.frames = 3;
  truth_.boxes = {{Box{0, 0, 2, 2}}, {}, {Box{2, 0, 4, 2}}};
  std::vector<float> values;
  for (int f = 0; f < 3; ++f) values.insert(values.end(), {4, 4, 0, 0, 4, 4, 0, 0});
  const std::vector<ClassScore> top{{7, "a", 0.5, 1}};
  const Figures f = localisation_figures(map_of(3, 2, 4, values), truth_, top, 7, settings_);
  EXPECT_EQ(f.at("localisation_error_top1"), 50);
}

TEST(EvidenceOfTest, SignedMapsCountBySizeAndOcclusionFromZero) {
  Heat heat = map_of(1, 1, 3, {-2, 1, 0});
  EXPECT_THAT(evidence_of(heat).values, ElementsAre(0, 1, 0));
  heat.is_signed = true;
  heat.low = -2;
  EXPECT_THAT(evidence_of(heat).values, ElementsAre(2, 1, 0));
  heat.is_signed = false;  // a class activation map without ReLU
  EXPECT_THAT(evidence_of(heat).values, ElementsAre(-2, 1, 0));
}

TEST(RangeOfTest, OnlyClassActivationMapsAreShownByTheForm) {
  HeatForm form;
  form.from_zero = true;
  form.epsilon = 0.5;
  MethodMap map;
  EXPECT_EQ(range_of(map, form), (UnitRange{true, 0.5}));
  EXPECT_EQ(range_of(map, {}), UnitRange());
  map.class_activation = false;
  EXPECT_EQ(range_of(map, form), UnitRange());
}

TEST(MaskOfTest, IsMinMaxNormalisedAtTheSizeOfTheClip) {
  Clip clip;
  clip.frames = 2;
  clip.height = 1;
  clip.width = 2;
  EXPECT_THAT(mask_of(map_of(2, 1, 2, {1, 2, 3, 5}), clip), ElementsAre(0, 0.25, 0.5, 1));
  EXPECT_THAT(mask_of(map_of(2, 1, 2, {3, 3, 3, 3}), clip), ElementsAre(0, 0, 0, 0));
}

}  // namespace
}  // namespace vidcam
