#include "explain3d/tensor_input.h"

#include "tests/explain3d/tensors.h"

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

}  // namespace
}  // namespace vidcam::testing
