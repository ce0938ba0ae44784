#include "model3d/preprocess.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/support/script_models.h"

namespace vidcam {
namespace {

// A clip whose bytes count up: pixel (t, y, x), colour c is (((t * h + y) * w + x) * 3 + c) % 256.
Clip counting_clip(int frames, int height, int width, int start) {
  Clip clip;
  clip.frames = frames, clip.height = height, clip.width = width;
  for (int i = 0; i < frames * height * width * 3; ++i)
    clip.rgb.push_back(static_cast<uint8_t>((start + i) % 256));
  return clip;
}

ModelCard card_of(int frames) {
  ModelCard card = testing::c3d_like_card();
  card.clip.frames = frames;
  card.range = {-1, 2};
  card.mean = {0.1, 0.2, 0.3};
  card.std = {0.5, 2, 4};
  return card;
}

TEST(PreprocessTest, EveryPixelGoesWhereItBelongs) {
  const Clip one = counting_clip(2, 3, 4, 0), two = counting_clip(2, 3, 4, 100);
  const std::array<const Clip*, 2> clips{&one, &two};
  for (const bool bgr : {false, true}) {
    ModelCard card = card_of(2);
    card.bgr = bgr;
    const at::Tensor x = to_input(clips, card);
    ASSERT_EQ(x.sizes(), (at::IntArrayRef{2, 3, 2, 3, 4}));
    EXPECT_TRUE(x.is_contiguous(at::MemoryFormat::ChannelsLast3d));
    for (int n = 0; n < 2; ++n)
      for (int c = 0; c < 3; ++c)
        for (int t = 0; t < 2; ++t)
          for (int h = 0; h < 3; ++h)
            for (int w = 0; w < 4; ++w) {
              const int v = (n * 100 + ((t * 3 + h) * 4 + w) * 3 + (bgr ? 2 - c : c)) % 256;
              const auto k = static_cast<size_t>(c);
              const double wanted = (-1 + v * 3 / 255.0 - card.mean[k]) / card.std[k];
              EXPECT_EQ(x[n][c][t][h][w].item<float>(), static_cast<float>(wanted))
                  << n << c << t << h << w;
            }
  }
}

// As a GPU does it.
TEST(PreprocessTest, PixelsOnADeviceBecomeTheSameThereToTheBit) {
  Clip clip = counting_clip(2, 8, 16, 5);
  const std::array<const Clip*, 1> clips{&clip};
  const at::Tensor pixels = at::from_blob(clip.rgb.data(), {1, 2, 8, 16, 3}, at::kByte);
  for (const bool bgr : {false, true}) {
    ModelCard card = card_of(2);
    card.bgr = bgr;
    const at::Tensor x = normalized(pixels, card);
    EXPECT_TRUE(at::equal(x, to_input(clips, card)));
    EXPECT_TRUE(x.is_contiguous(at::MemoryFormat::ChannelsLast3d));
  }
  const at::Tensor picture = at::arange(36, at::kByte).view({1, 1, 3, 4, 3});
  EXPECT_EQ(normalized(picture, testing::net_2d_card()).sizes(), (at::IntArrayRef{1, 3, 3, 4}));
}

TEST(PreprocessTest, PicturesHaveNoTime) {
  const Clip clip = counting_clip(1, 3, 4, 0);
  const std::array<const Clip*, 1> clips{&clip};
  const at::Tensor x = to_input(clips, testing::net_2d_card());
  EXPECT_EQ(x.sizes(), (at::IntArrayRef{1, 3, 3, 4}));
  EXPECT_TRUE(x.is_contiguous(at::MemoryFormat::ChannelsLast));
  EXPECT_FLOAT_EQ(x[0][1][0][1].item<float>(), 4 / 255.f);
}

TEST(PreprocessTest, ClipsOfAnotherLengthOrSizeAreTheCallersMistake) {
  const Clip one = counting_clip(2, 3, 4, 0), two = counting_clip(2, 4, 3, 0),
             three = counting_clip(3, 3, 4, 0);
  Clip four = one;
  four.rgb.pop_back();
  for (const Clip* other : {&two, &three, static_cast<const Clip*>(&four)}) {
    const std::array<const Clip*, 2> clips{&one, other};
    EXPECT_THROW((void)to_input(clips, card_of(2)), std::invalid_argument);
  }
  EXPECT_THROW((void)to_input({}, card_of(2)), std::invalid_argument);
}

TEST(PreprocessTest, MidGreyIsTheMiddleOfTheCardsRangeAsTheModelGetsIt) {
  ModelCard card;
  EXPECT_TRUE(at::allclose(mid_grey(card), at::tensor({0.5F, 0.5F, 0.5F})));
  card.range = {-1, 3};
  card.mean = {1, 0, 2};
  card.std = {1, 4, 0.5};
  EXPECT_TRUE(at::allclose(mid_grey(card), at::tensor({0.0F, 0.25F, -2.0F})));
  // A clip of grey 127 and one of 128 lie on either side.
  Clip dark;
  dark.frames = dark.height = dark.width = 1;
  dark.rgb = {127, 127, 127};
  card.clip.frames = 1;
  Clip light = dark;
  light.rgb = {128, 128, 128};
  const std::array<const Clip*, 2> clips{&dark, &light};
  const at::Tensor x = to_input(clips, card).flatten(1);
  EXPECT_TRUE(at::allclose((x[0] + x[1]) / 2, mid_grey(card), 1e-5, 1e-6));
}

TEST(PreprocessTest, ZeroInputHasTheCardsSize) {
  EXPECT_EQ(zero_input(testing::c3d_like_card()).sizes(), (at::IntArrayRef{1, 3, 8, 16, 16}));
  EXPECT_EQ(zero_input(testing::net_2d_card()).sizes(), (at::IntArrayRef{1, 3, 16, 16}));
}

}  // namespace
}  // namespace vidcam
