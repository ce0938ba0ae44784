#include "explain3d/tensor_input.h"

#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

NpyArray array_of(std::vector<int64_t> shape) {
  size_t count = 1;
  for (const int64_t n : shape) count *= static_cast<size_t>(n);
  NpyArray out{std::move(shape), std::vector<float>(count)};
  for (size_t i = 0; i < count; ++i) out.values[i] = static_cast<float>(i);
  return out;
}

ModelCard card_of(bool video) {
  ModelCard card;
  card.video = video;
  card.source = "c.json";
  return card;
}

TEST(TensorInputTest, TakesClipsWithAndWithoutABatchAxis) {
  const NpyArray batch = array_of({2, 3, 2, 4, 5}), one = array_of({3, 2, 4, 5});
  const at::Tensor x = tensor_input(batch, card_of(true));
  EXPECT_EQ(x.sizes(), (std::vector<int64_t>{2, 3, 2, 4, 5}));
  EXPECT_EQ(x[1][0][0][0][0].item<float>(), 120);
  EXPECT_EQ(tensor_input(one, card_of(true)).sizes(), (std::vector<int64_t>{1, 3, 2, 4, 5}));
}

// Four axes are a clip for a video model and a batch of pictures for another.
TEST(TensorInputTest, TakesPicturesWithAndWithoutABatchAxis) {
  const NpyArray batch = array_of({4, 3, 4, 5}), one = array_of({3, 4, 5});
  EXPECT_EQ(tensor_input(batch, card_of(false)).sizes(), (std::vector<int64_t>{4, 3, 4, 5}));
  EXPECT_EQ(tensor_input(one, card_of(false)).sizes(), (std::vector<int64_t>{1, 3, 4, 5}));
}

TEST(TensorInputTest, SaysWhatIsWrongWithAnotherShape) {
  const auto refused = [](const std::vector<int64_t>& shape, bool video) {
    return [=] { (void)tensor_input(array_of(shape), card_of(video)); };
  };
  expect_error(ExitCode::Unusable, refused({1, 1, 2, 4, 5}, true),
               "a tensor of shape [1, 1, 2, 4, 5] is no input of this model (c.json)",
               "it has 1 channels, the model takes 3", "[N, 3, T, H, W] or [3, T, H, W]");
  expect_error(ExitCode::Unusable, refused({4, 5}, false), "it has 2 axes",
               "[N, 3, H, W] or [3, H, W]");
  expect_error(ExitCode::Unusable, refused({0, 3, 4, 5}, false), "it is empty");
}

}  // namespace
}  // namespace vidcam::testing
