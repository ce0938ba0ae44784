#include "pipeline/cli/eval/tensor_clips.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using ::testing::ElementsAre;

NpyArray counted(std::vector<int64_t> shape) {
  int64_t count = 1;
  for (const int64_t n : shape) count *= n;
  NpyArray array{std::move(shape), std::vector<float>(static_cast<size_t>(count))};
  std::iota(array.values.begin(), array.values.end(), 0.0F);
  return array;
}

ModelCard card_of(bool video) {
  ModelCard card;
  card.video = video;
  return card;
}

TEST(TensorClipsTest, AreTheWindowsOfAVideoAsLargeAsTheInput) {
  const TensorClips clips(counted({3, 3, 2, 4, 5}), card_of(true));
  EXPECT_EQ(clips.size(), 3);
  EXPECT_EQ(clips.spec(), (ClipSpec{2, 1, 4, 5, ClipSpec::Resize::Stretch, 4, 5}));
  const Clip last = clips.clip(2);
  EXPECT_EQ(last.index, 2);
  EXPECT_EQ(last.first_frame, 4);
  EXPECT_EQ(last.heat_from, 4);
  EXPECT_EQ(last.real_frames, 2);
  EXPECT_EQ(last.frames, 2);
  EXPECT_EQ(last.height, 4);
  EXPECT_EQ(last.width, 5);
  EXPECT_TRUE(last.rgb.empty());
}

TEST(TensorClipsTest, GivesSomeOfThemAsModelInput) {
  const TensorClips clips(counted({3, 3, 2, 1, 1}), card_of(true));
  const NpyArray some = clips.input(1, 2);
  EXPECT_THAT(some.shape, ElementsAre(2, 3, 2, 1, 1));
  EXPECT_EQ(some.values.size(), 12U);
  EXPECT_EQ(some.values.front(), 6);
  EXPECT_EQ(some.values.back(), 17);
}

TEST(TensorClipsTest, PicturesAreClipsOfOneFrame) {
  const TensorClips clips(counted({2, 3, 4, 5}), card_of(false));
  EXPECT_EQ(clips.size(), 2);
  EXPECT_EQ(clips.spec().frames, 1);
  EXPECT_EQ(clips.clip(1).first_frame, 1);
  EXPECT_EQ(TensorClips(counted({3, 4, 5}), card_of(false)).size(), 1);
}

TEST(TensorClipsTest, AnotherShapeIsRefused) {
  testing::expect_error(
      ExitCode::Unusable,
      [] {
        return TensorClips(counted({4, 5}), card_of(true)).size();
      },
      "a tensor of shape [4, 5]");
}

}  // namespace
}  // namespace vidcam
