// The committed model through the library, on scenes it was not trained with.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/base/geometry.h"
#include "samples/scenes/shapes.h"

namespace vidcam::samples {
namespace {

constexpr int kClips = 80;
constexpr int kVideoFrames = 48;
constexpr uint64_t kFirstSeed = 5000;

ExplainOptions options() {
  ExplainOptions o;
  o.model_path = VIDCAM_SOURCE_DIR "/samples/models/actions_c3d.pt";
  o.device = "cpu";
  return o;
}

struct Example {
  Scene scene;
  int label;
  Clip clip;
};

Example example(int i, const ClipSpec& spec) {
  Example e{
      Scene(kFirstSeed + static_cast<uint64_t>(i), static_cast<Action>(i % kActions), kVideoFrames),
      i % kActions,
      {}};
  e.clip.first_frame = (i * 7) % (kVideoFrames - spec.frames + 1);
  e.clip.frames = spec.frames;
  e.clip.height = spec.height;
  e.clip.width = spec.width;
  const size_t picture = static_cast<size_t>(spec.height) * static_cast<size_t>(spec.width) * 3;
  e.clip.rgb.resize(picture * static_cast<size_t>(spec.frames));
  for (int t = 0; t < spec.frames; ++t) {
    const auto rgb = std::span(e.clip.rgb).subspan(picture * static_cast<size_t>(t), picture);
    e.scene.render(static_cast<int>(e.clip.first_frame) + t, spec.width, spec.height, rgb, 0.5);
  }
  return e;
}

double at(const Heat& heat, int t, int y, int x) {
  const int place = (t * heat.h + y) * heat.w + x;
  return heat.values[static_cast<size_t>(place)];
}

double mixed(const Tap& tap, double low, double high) { return low + tap.weight * (high - low); }

// Share of the heat, laid over the clip's pixels and frames, that falls into the actor's box.
double share_in_box(const Heat& heat, const Example& e) {
  const Clip& clip = e.clip;
  const auto rows = linear_taps(clip.height, heat.h, static_cast<double>(heat.h) / clip.height, 0);
  const auto columns = linear_taps(clip.width, heat.w, static_cast<double>(heat.w) / clip.width, 0);
  double inside = 0, all = 0;
  for (int f = 0; f < clip.frames; ++f) {
    const Tap time = time_tap(f, clip.frames, heat.t);
    const Box box = e.scene.box(static_cast<int>(clip.first_frame) + f, clip.width, clip.height);
    for (int y = 0; y < clip.height; ++y) {
      for (int x = 0; x < clip.width; ++x) {
        const Tap row = rows[static_cast<size_t>(y)], column = columns[static_cast<size_t>(x)];
        const auto step = [&](int t) {
          return mixed(
              row,
              mixed(column, at(heat, t, row.low, column.low), at(heat, t, row.low, column.high)),
              mixed(column, at(heat, t, row.high, column.low), at(heat, t, row.high, column.high)));
        };
        const double value = mixed(time, step(time.low), step(time.high));
        all += value;
        if (x + 0.5 >= box.x0 && x + 0.5 < box.x1 && y + 0.5 >= box.y0 && y + 0.5 < box.y1)
          inside += value;
      }
    }
  }
  return all > 0 ? inside / all : 0;
}

double box_share(const Example& e) {
  double sum = 0;
  for (int f = 0; f < e.clip.frames; ++f) {
    sum +=
        e.scene.box(static_cast<int>(e.clip.first_frame) + f, e.clip.width, e.clip.height).area();
  }
  return sum / (e.clip.frames * e.clip.width * e.clip.height);
}

TEST(SampleModelTest, NamesUnseenActionsAndLooksAtTheActor) {
  ClipExplainer explainer(options());
  double right = 0, area = 0;
  std::vector<double> in_box(2, 0.0);
  for (int first = 0; first < kClips; first += kActions) {
    std::vector<Example> examples;
    std::vector<const Clip*> clips;
    examples.reserve(kActions);
    clips.reserve(kActions);
    for (int i = first; i < first + kActions; ++i)
      examples.push_back(example(i, explainer.card().clip));
    for (const Example& e : examples) clips.push_back(&e.clip);
    const std::vector<std::vector<TargetSpec>> targets(clips.size(), {TargetSpec{}});
    const auto explained = explainer.explain(clips, targets);
    for (size_t i = 0; i < examples.size(); ++i) {
      right += explained[i].top.at(0).index == examples[i].label ? 1 : 0;
      area += box_share(examples[i]);
      const auto& maps = explained[i].targets.at(0).maps;
      for (size_t m = 0; m < 2; ++m) in_box[m] += share_in_box(maps.at(m).heat, examples[i]);
    }
  }
  EXPECT_EQ(explainer.facts().layer, "conv4a");
  EXPECT_EQ(explainer.facts().tap, "rectified");
  EXPECT_GE(right / kClips, 0.9);
  EXPECT_GE(in_box[0], 2 * area) << "gradcam: " << in_box[0] / area
                                 << " times the box's share of the area";
  EXPECT_GE(in_box[1], 2 * area) << "gradcam++: " << in_box[1] / area
                                 << " times the box's share of the area";
}

}  // namespace
}  // namespace vidcam::samples
