// The committed ConvLSTM through the library, on crossings it was not trained with: every step of
// its hidden state explained.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "samples/scenes/crossing.h"
#include "tests/support/upsample_loop.h"

namespace vidcam::samples {
namespace {

constexpr int kCrossings = 60;
constexpr uint64_t kFirstSeed = 7000;
constexpr int kHeight = 24, kWidth = 32;  // of the grid on which heat is measured
const std::vector<std::string> kMethods = {"gradcam", "gradcam++", "hirescam"};

ExplainOptions options() {
  ExplainOptions o;
  o.model_path = VIDCAM_SOURCE_DIR "/samples/models/convlstm_crossings.pt";
  o.device = "cpu";
  o.methods = kMethods;
  o.steps = true;
  return o;
}

Clip clip_of(const Crossing& crossing, const ClipSpec& spec) {
  Clip clip;
  clip.frames = spec.frames;
  clip.height = spec.height;
  clip.width = spec.width;
  const size_t picture = static_cast<size_t>(spec.height) * static_cast<size_t>(spec.width) * 3;
  clip.rgb.resize(picture * static_cast<size_t>(spec.frames));
  for (int t = 0; t < spec.frames; ++t) {
    const auto rgb = std::span(clip.rgb).subspan(picture * static_cast<size_t>(t), picture);
    crossing.render(t, spec.width, spec.height, rgb, 0.5);
  }
  return clip;
}

struct Shares {
  double lit = 0, dark = 0, area = 0;
  int lit_steps = 0, dark_steps = 0;
};

// Share of each step's heat that lies in the moving shape's box at that step. At step 0 nothing has
// moved yet; a step without heat counts as none.
void add_shares(const Heat& heat, const Crossing& crossing, Shares& shares) {
  const auto up =
      testing::upsample_by_loop({heat.values.begin(), heat.values.end()}, {heat.t, heat.h, heat.w},
                                {kCrossingSteps, kHeight, kWidth});
  auto value = up.begin() + std::ptrdiff_t{kHeight} * kWidth;
  for (int t = 1; t < kCrossingSteps; ++t) {
    const Box box = crossing.box(t, kWidth, kHeight);
    double inside = 0, all = 0;
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x, ++value) {
        const bool in =
            x + 0.5 >= box.x0 && x + 0.5 < box.x1 && y + 0.5 >= box.y0 && y + 0.5 < box.y1;
        all += *value;
        inside += in ? *value : 0;
      }
    }
    shares.area += box.area() / (kWidth * kHeight);
    (crossing.dark(t) ? shares.dark : shares.lit) += all > 0 ? inside / all : 0;
    ++(crossing.dark(t) ? shares.dark_steps : shares.lit_steps);
  }
}

TEST(SampleMemoryTest, NamesTheWayAndEachStepsHeatFollowsTheShapeThroughTheDark) {
  ClipExplainer explainer(options());
  const ClipSpec spec = explainer.card().clip;
  std::vector<Shares> shares(kMethods.size());
  int right = 0;
  for (int i = 0; i < kCrossings; ++i) {
    const Crossing crossing(kFirstSeed + static_cast<uint64_t>(i), i % kWays);
    const Clip clip = clip_of(crossing, spec);
    const Clip* const clips[] = {&clip};
    const std::vector<std::vector<TargetSpec>> targets(1, {TargetSpec{}});
    const ClipExplanation e = explainer.explain(clips, targets)[0];
    right += e.top.at(0).label == kWayNames[static_cast<size_t>(i % kWays)] ? 1 : 0;
    for (size_t m = 0; m < kMethods.size(); ++m) {
      ASSERT_EQ(e.targets[0].maps[m].heat.t, kCrossingSteps);
      add_shares(e.targets[0].maps[m].heat, crossing, shares[m]);
    }
  }
  EXPECT_EQ(explainer.facts().layer, "cell:0");
  EXPECT_EQ(explainer.facts().steps, kCrossingSteps);
  EXPECT_GE(right, 0.95 * kCrossings);
  for (size_t m = 0; m < kMethods.size(); ++m) {
    const Shares& s = shares[m];
    const double even = s.area / (s.lit_steps + s.dark_steps);
    EXPECT_GE(s.lit / s.lit_steps, 3 * even) << kMethods[m] << ", even " << even;
    EXPECT_GE(s.dark / s.dark_steps, 3 * even) << kMethods[m] << ", even " << even;
  }
}

}  // namespace
}  // namespace vidcam::samples
