#include "explain3d/tensor_shape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/expect_error.h"

namespace vidcam {
namespace {

using ::testing::ElementsAre;
using testing::expect_error;

std::vector<int64_t> shape_of(const std::vector<int64_t>& shape, bool video) {
  ModelCard card;
  card.video = video;
  card.source = "c.json";
  return tensor_shape({shape, {}}, card);
}

// Four axes are a clip for a video model and a batch of pictures for another.
TEST(TensorShapeTest, HasTheAxisNAlways) {
  EXPECT_THAT(shape_of({2, 3, 2, 4, 5}, true), ElementsAre(2, 3, 2, 4, 5));
  EXPECT_THAT(shape_of({3, 2, 4, 5}, true), ElementsAre(1, 3, 2, 4, 5));
  EXPECT_THAT(shape_of({4, 3, 4, 5}, false), ElementsAre(4, 3, 4, 5));
  EXPECT_THAT(shape_of({3, 4, 5}, false), ElementsAre(1, 3, 4, 5));
}

TEST(TensorShapeTest, SaysWhatIsWrongWithAnotherShape) {
  const auto refused = [](const std::vector<int64_t>& shape, bool video) {
    return [=] { (void)shape_of(shape, video); };
  };
  expect_error(ExitCode::Unusable, refused({1, 1, 2, 4, 5}, true),
               "a tensor of shape [1, 1, 2, 4, 5] is no input of this model (c.json)",
               "it has 1 channels, the model takes 3", "[N, 3, T, H, W] or [3, T, H, W]");
  expect_error(ExitCode::Unusable, refused({4, 5}, false), "it has 2 axes",
               "[N, 3, H, W] or [3, H, W]");
  expect_error(ExitCode::Unusable, refused({0, 3, 4, 5}, false), "it is empty");
}

}  // namespace
}  // namespace vidcam
