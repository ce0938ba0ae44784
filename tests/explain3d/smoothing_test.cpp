#include "explain3d/smoothing.h"

#include "explain3d/clip_explainer.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/script_models.h"

namespace vidcam::testing {
namespace {

const char* const kCard =
    R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16}, "layer": "conv3a"})";

at::Tensor clips() { return random_input({2, 3, 8, 16, 16}, 12).to(at::kFloat); }

TEST(SmoothingTest, NoiseIsAShareOfEachClipsOwnRange) {
  at::Tensor x = clips();
  x[1] *= 10;
  const at::Tensor added = noisy(x, {1, 0.25, 3}, 0) - x;
  for (int64_t n = 0; n < 2; ++n) {
    const double range = (x[n].max() - x[n].min()).item<double>();
    EXPECT_NEAR(added[n].std().item<double>(), 0.25 * range, 0.01 * range);
    EXPECT_NEAR(added[n].mean().item<double>(), 0, 0.02 * range);
  }
}

TEST(SmoothingTest, NoiseFollowsFromTheSeedAloneAndIsTheSameForEachClip) {
  const at::Tensor x = clips();
  const SmoothingOptions options{4, 0.1, 7};
  const at::Tensor both = noisy(x, options, 2);
  EXPECT_TRUE(at::equal(both, noisy(x, options, 2)));
  EXPECT_TRUE(at::equal(both.narrow(0, 1, 1), noisy(x.narrow(0, 1, 1), options, 2)));
  EXPECT_FALSE(at::equal(both, noisy(x, options, 3)));
  EXPECT_FALSE(at::equal(both, noisy(x, {4, 0.1, 8}, 2)));
  EXPECT_TRUE(at::equal(noisy(x, {4, 0, 7}, 2), x));
}

NpyArray array_of(const at::Tensor& x) {
  const at::Tensor t = x.contiguous();
  return {t.sizes().vec(), {t.const_data_ptr<float>(), t.const_data_ptr<float>() + t.numel()}};
}

ExplainOptions options(const std::vector<std::string>& methods) {
  ExplainOptions options;
  options.model_path = save_model(make_c3d_like(33).module(), "smoothed.pt", kCard);
  options.methods = methods;
  options.device = "cpu";
  return options;
}

// The maps of noisy inputs, explained one by one, and their mean.
TEST(SmoothingTest, MapsAreTheMeanOfThoseOfNoisyInputs) {
  ExplainOptions wanted = options({"gradcam", "gradcam++", "guided-backprop"});
  ClipExplainer plain(wanted);
  wanted.smoothing = {5, 0.2, 11};
  ClipExplainer smooth(wanted);
  const at::Tensor x = clips();
  const std::vector<TargetSpec> target = {{{ClassChoice::Kind::Class, 1}}};
  const auto result = smooth.explain(array_of(x), target);
  for (size_t n = 0; n < 2; ++n) {
    for (size_t m = 0; m < wanted.methods.size(); ++m) {
      const auto& values = result[n].targets[0].maps[m].heat.values;
      std::vector<double> mean(values.size(), 0.0);
      for (int i = 0; i < 5; ++i) {
        const auto one = plain.explain(array_of(noisy(x, wanted.smoothing, i)), target);
        const auto& map = one[n].targets[0].maps[m].heat.values;
        for (size_t p = 0; p < mean.size(); ++p) mean[p] += map[p] / 5.0;
      }
      expect_map_near(values, mean, 1e-5);
    }
  }
}

// Much noise makes a model see other classes: what is explained stays that of the input itself.
TEST(SmoothingTest, ScoresAndTheLikeliestClassAreThoseOfTheInputItself) {
  ExplainOptions wanted = options({"gradcam"});
  ClipExplainer plain(wanted);
  wanted.smoothing = {2, 5.0, 1};
  ClipExplainer smooth(wanted);
  const std::vector<TargetSpec> top = {TargetSpec{}};
  const auto a = plain.explain(array_of(clips()), top), b = smooth.explain(array_of(clips()), top);
  for (size_t n = 0; n < 2; ++n) {
    EXPECT_EQ(a[n].targets[0].target.index, b[n].targets[0].target.index);
    EXPECT_FLOAT_EQ(static_cast<float>(a[n].targets[0].score),
                    static_cast<float>(b[n].targets[0].score));
  }
  EXPECT_EQ(smooth.facts().layer_shape, (std::vector<int64_t>{10, 4, 4, 4}));
}

}  // namespace
}  // namespace vidcam::testing
