#include "explain3d/spline.h"

#include "tests/explain3d/tensors.h"
#include "tests/support/spline_loop.h"

namespace vidcam::testing {
namespace {

// scipy.ndimage.zoom(x, (2, 5 / 3, 2)) of scipy 1.17.1.
const std::vector<double> kCells = {1, 4, 2, 2, 4, 1, 0, 1, 4, 2, 2, 4};
const std::vector<double> kByScipy = {
    1.0,         1.777777778, 3.222222222, 4.0,         1.21875,     1.753472222, 2.746527778,
    3.28125,     2.0,         2.0,         2.0,         2.0,         3.28125,     2.746527778,
    1.753472222, 1.21875,     4.0,         3.222222222, 1.777777778, 1.0,         0.740740741,
    1.384087791, 2.578875171, 3.222222222, 1.372685185, 1.728866598, 2.390346365, 2.746527778,
    2.518518519, 2.384087791, 2.134430727, 2.0,         3.256944444, 2.86715535,  2.143261317,
    1.753472222, 3.481481481, 3.039780521, 2.219478738, 1.777777778, 0.259259259, 0.652949246,
    1.384087791, 1.777777778, 1.658564815, 1.683170439, 1.728866598, 1.753472222, 3.481481481,
    3.09739369,  2.384087791, 2.0,         3.211805556, 3.091177984, 2.86715535,  2.746527778,
    2.518518519, 2.700960219, 3.039780521, 3.222222222, 0.0,         0.259259259, 0.740740741,
    1.0,         1.8125,      1.658564815, 1.372685185, 1.21875,     4.0,         3.481481481,
    2.518518519, 2.0,         3.1875,      3.211805556, 3.256944444, 3.28125,     2.0,
    2.518518519, 3.481481481, 4.0};

TEST(SplineTest, GivesWhatScipyGives) {
  const at::Tensor L = tensor_of(kCells, {1, 2, 3, 2}, at::kDouble);
  expect_map_near(doubles(spline_upsampled(L, {4, 5, 4})), kByScipy, 1e-9);
}

TEST(SplineTest, AgreesWithLoopsForAnySize) {
  at::manual_seed(4);
  const at::Tensor L = at::rand({2, 2, 7, 5}, at::kDouble);
  for (const Size3& to : {Size3{16, 21, 33}, Size3{1, 7, 5}, Size3{2, 3, 2}}) {
    const at::Tensor up = spline_upsampled(L, {to[0], to[1], to[2]});
    for (int64_t n = 0; n < 2; ++n)
      expect_map_near(doubles(up[n]), spline_by_loop(doubles(L[n]), {2, 7, 5}, to), 1e-12);
  }
  const at::Tensor one = at::rand({1, 1, 1, 4}, at::kDouble);
  expect_map_near(doubles(spline_upsampled(one, {3, 4, 8})),
                  spline_by_loop(doubles(one), {1, 1, 4}, {3, 4, 8}), 1e-12);
}

TEST(SplineTest, PassesThroughTheCellsAndKeepsTheType) {
  const at::Tensor L = at::rand({1, 3, 2, 4});
  const at::Tensor up = spline_upsampled(L, {5, 2, 7});
  EXPECT_EQ(up.scalar_type(), at::kFloat);
  const at::Tensor cells = up.slice(1, 0, 5, 2).slice(3, 0, 7, 2);
  expect_map_near(doubles(cells), doubles(L), 1e-6);
}

}  // namespace
}  // namespace vidcam::testing
