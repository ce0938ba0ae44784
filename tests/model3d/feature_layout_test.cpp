#include "model3d/feature_layout.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Order = FeatureLayout::Order;
using Sizes = std::vector<int64_t>;

const Sizes kPicture = {224, 224};
const Sizes kClip = {16, 224, 224};

FeatureLayout of(const Sizes& sizes, const Sizes& input, const Sizes& grid = {}) {
  return find_layout(sizes, {input, grid});
}

void expect_order(Order order, const Sizes& sizes, const Sizes& input, const Sizes& grid = {}) {
  EXPECT_EQ(of(sizes, input, grid).order, order) << c10::IntArrayRef(sizes);
}

TEST(FeatureLayoutTest, ConvolutionsGiveTheirChannelsFirst) {
  for (const Sizes& sizes :
       {Sizes{1, 2048, 7, 7}, {1, 64, 112, 112}, {2, 16, 14, 14}, {1, 14, 14, 14}, {1, 512, 1, 1}})
    expect_order(Order::ChannelsFirst, sizes, kPicture);
  expect_order(Order::ChannelsFirst, {1, 512, 2, 7, 7}, kClip);
  expect_order(Order::ChannelsFirst, {1, 7, 8, 7, 7}, kClip);
  expect_order(Order::ChannelsFirst, {1, 64, 4, 5}, {128, 171});
  EXPECT_EQ(of({1, 2048, 7, 7}, kPicture).note, "");
}

TEST(FeatureLayoutTest, WindowTransformersGiveThemLast) {
  for (const Sizes& sizes : {Sizes{1, 56, 56, 96}, {2, 7, 7, 768}, {1, 14, 14, 384}})
    expect_order(Order::ChannelsLast, sizes, kPicture);
  expect_order(Order::ChannelsLast, {1, 8, 7, 7, 768}, kClip);
  expect_order(Order::ChannelsLast, {1, 6, 8, 32}, {96, 128});
  EXPECT_EQ(of({1, 8, 7, 7, 768}, kClip).note,
            "gives 1 x 8 x 7 x 7 x 768, read as 8 x 7 x 7 positions with the channels last");
}

// Time steps that the clip does not have, a grid that is not the picture's.
TEST(FeatureLayoutTest, WhatIsNoGridOfTheInputStaysAsItIs) {
  expect_order(Order::ChannelsFirst, {1, 32, 7, 7, 768}, kClip);
  expect_order(Order::ChannelsFirst, {1, 9, 9, 768}, kPicture);
  expect_order(Order::ChannelsFirst, {1, 1000}, kPicture);
  expect_order(Order::ChannelsFirst, {4, 7, 7, 96}, kClip);
  expect_order(Order::ChannelsFirst, {1, 7, 7, 768}, {});
}

TEST(FeatureLayoutTest, TokensOfAPictureHaveOneGrid) {
  const FeatureLayout vit = of({2, 197, 768}, kPicture), plain = of({2, 196, 768}, kPicture);
  EXPECT_EQ(vit.order, Order::Tokens);
  EXPECT_THAT(vit.grid, ElementsAre(14, 14));
  EXPECT_EQ(vit.skipped, 1);
  EXPECT_EQ(vit.note, "gives tokens 2 x 197 x 768, read as 14 x 14 positions behind a class token");
  EXPECT_EQ(plain.skipped, 0);
  EXPECT_THAT(of({1, 13, 8}, {48, 64}).grid, ElementsAre(3, 4));
}

TEST(FeatureLayoutTest, TokensOnNoGridAreLeftAndSaidSo) {
  const FeatureLayout layout = of({1, 201, 768}, kPicture);
  EXPECT_EQ(layout.order, Order::ChannelsFirst);
  EXPECT_THAT(
      layout.note,
      HasSubstr("gives tokens 1 x 201 x 768, which are those of no grid of this input; name"));
}

// 392 = 8 x 7 x 7 = 2 x 14 x 14.
TEST(FeatureLayoutTest, TokensOfAClipThatMayLieOnSeveralGridsAreNotGuessed) {
  const FeatureLayout layout = of({1, 393, 768}, kClip);
  EXPECT_EQ(layout.order, Order::ChannelsFirst);
  EXPECT_THAT(layout.note, HasSubstr("may lie on a grid of 8 x 7 x 7 or 2 x 14 x 14; name the grid "
                                     "by the model card's layer_grid"));
  EXPECT_THAT(of({1, 1 + 16 * 8 * 8, 96}, {16, 64, 64}).note, HasSubstr("or"));
  EXPECT_THAT(of({1, 1 + 3 * 8 * 8, 96}, {3, 16, 16}).grid, ElementsAre(3, 8, 8));
}

TEST(FeatureLayoutTest, TheCardsGridDecides) {
  const FeatureLayout mvit = of({1, 393, 768}, kClip, {8, 7, 7});
  EXPECT_EQ(mvit.order, Order::Tokens);
  EXPECT_EQ(mvit.skipped, 1);
  EXPECT_EQ(mvit.note, "");
  EXPECT_EQ(of({1, 201, 768}, kPicture, {14, 14}).skipped, 5) << "registers";
  EXPECT_EQ(of({1, 205, 768}, kPicture, {14, 14}).order, Order::ChannelsFirst);
  expect_order(Order::ChannelsLast, {1, 4, 9, 16}, kPicture, {4, 9});
  expect_order(Order::ChannelsFirst, {1, 16, 4, 9}, kPicture, {4, 9});
  expect_order(Order::ChannelsFirst, {1, 7, 7, 768}, kPicture, {7, 768});
}

// An earlier layer than the card's grid is of.
TEST(FeatureLayoutTest, AnotherGridThanTheCardsIsFoundFromTheShapes) {
  expect_order(Order::ChannelsLast, {1, 14, 14, 384}, kPicture, {7, 7});
  EXPECT_THAT(of({1, 197, 768}, kPicture, {7, 7}).grid, ElementsAre(14, 14));
}

TEST(FeatureLayoutTest, MapsAndBackGiveWhatWasThere) {
  const at::Tensor tokens = at::arange(2 * 8 * 5).view({2, 8, 5}),
                   last = at::arange(2 * 2 * 3 * 4 * 5).view({2, 2, 3, 4, 5});
  const FeatureLayout grid{Order::Tokens, {2, 3}, 2}, flipped{Order::ChannelsLast, {}};
  const at::Tensor maps = to_maps(tokens, grid);
  EXPECT_EQ(maps.sizes(), (Sizes{2, 5, 2, 3}));
  EXPECT_EQ(maps[1][4][1][2].item<int64_t>(), tokens[1][2 + 5][4].item<int64_t>());
  EXPECT_TRUE(at::equal(from_maps(maps, grid, tokens), tokens));
  EXPECT_EQ(to_maps(last, flipped)[1][4][1][2][3].item<int64_t>(),
            last[1][1][2][3][4].item<int64_t>());
  EXPECT_TRUE(at::equal(from_maps(to_maps(last, flipped), flipped), last));
  EXPECT_FALSE(from_maps(to_maps(last, flipped), flipped).is_alias_of(last));
}

}  // namespace
}  // namespace vidcam
