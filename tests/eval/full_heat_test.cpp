#include "eval/full_heat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "tests/support/npy64.h"
#include "tests/support/shared_data.h"
#include "tests/support/upsample_loop.h"

namespace vidcam::testing {
namespace {

using ::testing::ElementsAre;

ClipSpec spec_of(int frames, int size, ClipSpec::Crop crop = ClipSpec::Crop::None) {
  ClipSpec spec;
  spec.frames = frames;
  spec.height = spec.width = size;
  spec.resize_height = spec.resize_width = size;
  spec.crop = crop;
  return spec;
}

Heat heat_of(int t, int h, int w, std::vector<float> values) {
  return {t, h, w, std::move(values), 0, 0};
}

// 0 1 along W to 4 pixels: positions -0.25, 0.25, 0.75, 1.25.
TEST(FullHeatTest, IsUpsampledByTheHalfPixelRule) {
  const FullHeat full = over_input(heat_of(1, 1, 2, {0, 1}), 1, 1, 4);
  EXPECT_EQ(full.grid, (Grid{1, 1, 4}));
  EXPECT_THAT(full.values, ElementsAre(0, 0.25F, 0.75F, 1));
  EXPECT_THAT(over_input(heat_of(2, 1, 1, {0, 1}), 4, 1, 1).values,
              ElementsAre(0, 0.25F, 0.75F, 1));
}

TEST(FullHeatTest, AgreesWithALoopOverEightNeighbours) {
  std::vector<float> values;
  for (int i = 0; i < 2 * 3 * 4; ++i) values.push_back(static_cast<float>(i * 7 % 24));
  const FullHeat full = over_input(heat_of(2, 3, 4, values), 5, 7, 9);
  const auto expected = upsample_by_loop({values.begin(), values.end()}, {2, 3, 4}, {5, 7, 9});
  ASSERT_EQ(full.values.size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(full.values[i], expected[i], 1e-5);
}

// Without a crop the picture is the model's input at another size.
TEST(FullHeatTest, LiesOverTheWholePictureWhereNothingIsCropped) {
  const Heat heat = heat_of(2, 2, 2, {0, 1, 2, 3, 4, 5, 6, 7});
  const FullHeat over = over_picture(heat, spec_of(4, 8), 10, 6, 4);
  EXPECT_EQ(over.grid, (Grid{4, 6, 10}));
  EXPECT_EQ(over.values, over_input(heat, 4, 6, 10).values);
}

// The model sees the middle 4 x 4 of 8 x 4: pixels 2..5.
TEST(FullHeatTest, LiesOnlyOverWhatTheModelSaw) {
  ClipSpec spec = spec_of(1, 4, ClipSpec::Crop::Center);
  spec.resize = ClipSpec::Resize::ShortSide;
  const FullHeat full = over_picture(heat_of(1, 1, 2, {0, 1}), spec, 8, 4, 1);
  EXPECT_EQ(full.grid, (Grid{1, 4, 4, 2, 0}));
  EXPECT_THAT(std::vector<float>(full.values.begin(), full.values.begin() + 4),
              ElementsAre(0, 0.25F, 0.75F, 1));
}

// A clip of 4 frames of which the video has only 3: the frames keep their own moments.
TEST(FullHeatTest, MayEndBeforeTheClipDoes) {
  const FullHeat full = over_picture(heat_of(2, 1, 1, {0, 1}), spec_of(4, 8), 1, 1, 3);
  EXPECT_THAT(full.values, ElementsAre(0, 0.25F, 0.75F));
}

TEST(FullHeatTest, IsNormalisedToItsOwnRange) {
  std::vector<float> L = {2, 4, 3, 2};
  EXPECT_TRUE(normalise(L));
  EXPECT_THAT(L, ElementsAre(0, 1, 0.5F, 0));
}

TEST(FullHeatTest, MayKeepItsZeroAndBeDividedByALittleMore) {
  std::vector<float> L = {2, 4, 3, -1};
  EXPECT_TRUE(normalise(L, {true, 0}));
  EXPECT_THAT(L, ElementsAre(0.5F, 1, 0.75F, 0)) << "what is below 0 is 0";
  L = {2, 4, 3, 2};
  EXPECT_TRUE(normalise(L, {false, 2}));
  EXPECT_THAT(L, ElementsAre(0, 0.5F, 0.25F, 0));
  L = {2, 4, 3, 2};
  EXPECT_TRUE(normalise(L, {true, 4}));
  EXPECT_THAT(L, ElementsAre(0.25F, 0.5F, 0.375F, 0.25F));
  L = {-2, -1};
  EXPECT_FALSE(normalise(L, {true, 1})) << "nothing above 0";
  EXPECT_THAT(L, ElementsAre(0, 0));
  L = {3, 3};
  EXPECT_FALSE(normalise(L, {true, 1})) << "flat";
}

TEST(FullHeatTest, WithoutRangeIsNoEvidence) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  for (std::vector<float> L : {std::vector<float>{3, 3}, {0, 0}, {0, kInf}, {kNan, 1}, {1, kNan}}) {
    EXPECT_FALSE(normalise(L));
    EXPECT_THAT(L, ElementsAre(0, 0));
  }
  EXPECT_FALSE(normalise({}));
}

TEST(FullHeatTest, RefusesHeatWithoutValuesAndMoreFramesThanTheClip) {
  EXPECT_THROW((void)over_input(heat_of(1, 2, 2, {1}), 1, 4, 4), std::invalid_argument);
  EXPECT_THROW((void)over_input(heat_of(1, 1, 1, {1}), 1, 0, 4), std::invalid_argument);
  EXPECT_THROW((void)over_picture(heat_of(1, 1, 1, {1}), spec_of(1, 8), 4, 4, 2),
               std::invalid_argument);
}

// Maps of real nets, upsampled and normalised by an oracle that has no code in common with us.
class FullHeatReferenceTest : public ::testing::TestWithParam<const char*> {};

TEST_P(FullHeatReferenceTest, AgreesWithTheOracle) {
  const auto folder = shared_data("reference");
  if (!folder) GTEST_SKIP() << "no shared data";
  const std::string name = (*folder / GetParam()).string();
  const Npy64 map = read_npy64(name + ".npy"), expected = read_npy64(name + "_up.npy");
  const auto side = [](const Npy64& a, size_t from_end) {
    return a.shape.size() < from_end ? 1 : static_cast<int>(a.shape[a.shape.size() - from_end]);
  };
  FullHeat full = over_input(
      heat_of(side(map, 3), side(map, 2), side(map, 1), {map.values.begin(), map.values.end()}),
      side(expected, 3), side(expected, 2), side(expected, 1));
  ASSERT_TRUE(normalise(full.values));
  ASSERT_EQ(full.values.size(), expected.values.size());
  for (size_t i = 0; i < full.values.size(); ++i)
    ASSERT_NEAR(full.values[i], expected.values[i], 1e-6) << i;
}

INSTANTIATE_TEST_SUITE_P(Maps, FullHeatReferenceTest,
                         ::testing::Values("c3d_daria_wave2/relu4b.gradcampp",
                                           "mobilenet_both/head.gradcam",
                                           "mobilenet_both/head.gradcampp"));

}  // namespace
}  // namespace vidcam::testing
