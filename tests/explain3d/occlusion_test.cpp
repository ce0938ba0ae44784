#include "explain3d/occlusion.h"

#include "tests/explain3d/fake_probe.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

CamOptions windows(int patch, int stride, int frames = 1, int frame_stride = 1) {
  CamOptions options;
  options.occlusion = {patch, stride, frames, frame_stride};
  return options;
}

// S is the sum of all pixels, so that the drop of a window is what it covers, less its grey.
FakeProbe sums(const at::Tensor& input) {
  return {input, [](const at::Tensor& x) { return x.flatten(1).sum(1); }};
}

// One row of 5 pixels in red alone, 1 2 4 8 16, windows of 2 by strides of 2: [0, 2), [2, 4), and
// the last moved back to [3, 5). Drops 3, 12, 24; pixel 3 is covered twice: (12 + 24) / 2.
TEST(OcclusionTest, GivesTheMeanDropOfTheWindowsComputedByHand) {
  at::Tensor x = at::zeros({1, 3, 2, 5});
  x[0][0][0].copy_(tensor_of({1, 2, 4, 8, 16}, {5}));
  const FakeProbe probe = sums(x);
  const Evidence e{{}, {}, &probe};
  const Maps maps = Occlusion().explain(e, windows(2, 2));
  EXPECT_EQ(maps.L.sizes(), (std::vector<int64_t>{1, 1, 2, 5}));
  EXPECT_EQ(doubles(maps.L[0][0][0]), (std::vector<double>{3, 3, 12, 18, 24}));
  EXPECT_EQ(doubles(maps.L[0][0][1]), (std::vector<double>{3, 3, 12, 18, 24}));
  EXPECT_EQ(maps.shown, Shown::Positive);
  EXPECT_EQ(Occlusion().further_clips(e, windows(2, 2)), 3);
  EXPECT_EQ(probe.asked, 3);
}

TEST(OcclusionTest, CoversWithTheGreyOfEachChannel) {
  FakeProbe probe = sums(at::zeros({1, 3, 1, 2}));
  probe.mid_grey = tensor_of({1, 10, -100}, {3});
  const Maps maps = Occlusion().explain({{}, {}, &probe}, windows(1, 1));
  EXPECT_EQ(doubles(maps.L), (std::vector<double>{89, 89}));
}

// Everything against loops in double: a score that is no sum, windows that overlap and do not fit.
std::vector<double> occlusion_by_loop(const at::Tensor& x, const FakeProbe::Score& score,
                                      const at::Tensor& grey, const OcclusionOptions& o) {
  const int64_t T = x.size(1), H = x.size(2), W = x.size(3);
  const auto starts = [](int64_t side, int64_t window, int64_t stride) {
    std::vector<int64_t> all;
    for (int64_t s = 0; s + window < side; s += stride) all.push_back(s);
    all.push_back(side - window);
    return all;
  };
  const double full = score(x.unsqueeze(0)).item<double>();
  std::vector<double> sum(static_cast<size_t>(T * H * W)), count(sum.size());
  for (const int64_t t0 : starts(T, o.frames, o.frame_stride)) {
    for (const int64_t y0 : starts(H, o.patch, o.stride)) {
      for (const int64_t x0 : starts(W, o.patch, o.stride)) {
        at::Tensor covered = x.clone();
        std::vector<size_t> cells;
        for (int64_t t = t0; t < t0 + o.frames; ++t)
          for (int64_t i = y0; i < y0 + o.patch; ++i)
            for (int64_t j = x0; j < x0 + o.patch; ++j) {
              for (int64_t c = 0; c < 3; ++c) covered[c][t][i][j] = grey[c];
              cells.push_back(static_cast<size_t>((t * H + i) * W + j));
            }
        const double drop = full - score(covered.unsqueeze(0)).item<double>();
        for (const size_t cell : cells) sum[cell] += drop, count[cell] += 1;
      }
    }
  }
  for (size_t i = 0; i < sum.size(); ++i) sum[i] /= count[i];
  return sum;
}

TEST(OcclusionTest, AgreesWithLoopsInDoubleInSpaceAndTime) {
  at::manual_seed(5);
  const at::Tensor x = at::randn({2, 3, 5, 7, 9}, at::kDouble);
  const FakeProbe::Score score = [](const at::Tensor& v) {
    return (v.flatten(1).sin().cumsum(1) * 0.1).cos().sum(1);
  };
  for (const int64_t batch : {1, 4, 100}) {
    FakeProbe probe(x, score);
    probe.batch = batch;
    probe.mid_grey = tensor_of({0.5, -0.25, 1}, {3});
    const CamOptions options = windows(3, 2, 2, 1);
    const Evidence e{{}, {}, &probe};
    const Maps maps = Occlusion().explain(e, options);
    EXPECT_EQ(Occlusion().further_clips(e, options), 2 * 4 * 3 * 4);
    EXPECT_EQ(probe.asked, 2 * 4 * 3 * 4);
    for (int64_t n = 0; n < 2; ++n) {
      const auto wanted = occlusion_by_loop(x[n], score, probe.mid_grey, options.occlusion);
      expect_map_near(doubles(maps.L[n]), wanted, 1e-10);
    }
  }
}

TEST(OcclusionTest, AWindowLargerThanTheInputCoversAllOfIt) {
  const FakeProbe probe = sums(at::ones({1, 3, 2, 2}));
  EXPECT_EQ(doubles(Occlusion().explain({{}, {}, &probe}, windows(16, 8)).L),
            (std::vector<double>{12, 12, 12, 12}));
}

ClipSpec input_of(int frames, int height, int width) {
  ClipSpec spec;
  spec.frames = frames;
  spec.height = height;
  spec.width = width;
  return spec;
}

TEST(OcclusionOptionsTest, AreChosenByTheModelsInput) {
  EXPECT_EQ(resolved({}, input_of(16, 112, 112)), (OcclusionOptions{16, 16, 4, 4}));
  EXPECT_EQ(resolved({}, input_of(1, 224, 300)), (OcclusionOptions{32, 16, 1, 1}));
  EXPECT_EQ(resolved({}, input_of(2, 4, 4)), (OcclusionOptions{1, 1, 1, 1}));
  EXPECT_EQ(resolved({20, 0, 8, 0}, input_of(16, 112, 112)), (OcclusionOptions{20, 20, 8, 8}));
  EXPECT_EQ(resolved({20, 5, 8, 2}, input_of(16, 112, 112)), (OcclusionOptions{20, 5, 8, 2}));
  EXPECT_EQ(resolved({20, 5, 0, 0}, input_of(1, 112, 112)), (OcclusionOptions{20, 5, 1, 1}));
}

TEST(OcclusionOptionsTest, WindowsThatDoNotFitOrLeaveGapsAreRefused) {
  const ClipSpec clip = input_of(16, 112, 90);
  const auto refuses = [](const OcclusionOptions& options, const ClipSpec& input,
                          const std::string& option, const std::string& why) {
    expect_error(
        ExitCode::Usage, [&] { (void)resolved(options, input); }, option, why);
  };
  refuses({91, 0, 0, 0}, clip, "--occlusion-patch 91", "only 90 pixels on its shorter side");
  refuses({0, 0, 17, 0}, clip, "--occlusion-frames 17", "only 16 frames");
  refuses({0, 0, 2, 0}, input_of(1, 112, 90), "--occlusion-frames 2", "only 1 frame");
  refuses({8, 9, 0, 0}, clip, "--occlusion-stride 9", "gaps");
  refuses({8, 0, 2, 3}, clip, "--occlusion-frame-stride 3", "gaps");
}

}  // namespace
}  // namespace vidcam::testing
