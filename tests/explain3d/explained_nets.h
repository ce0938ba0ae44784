#pragma once

#include <random>

#include "explain3d/clip_explainer.h"
#include "tests/support/script_models.h"

// Small nets and what is explained of them.
namespace vidcam::testing {

using Kind = TargetSpec::Kind;
using Targets = std::vector<TargetSpec>;

inline const char* const kVideo =
    R"({"input": {"layout": "NCTHW", "frames": 8, "height": 16, "width": 16},
  "labels": ["bend", "jack", "jump", "run", "walk"], "layer": "conv3b"})";
inline const char* const kPicture = R"({"input": {"layout": "NCHW", "height": 16, "width": 16}})";

inline ExplainOptions options_for(const ScriptNet& net, const std::string& card) {
  ExplainOptions options;
  options.model_path = save_model(net.module(), "explained.pt", card);
  options.device = "cpu";
  return options;
}

inline ExplainOptions video_options() { return options_for(make_c3d_like(21), kVideo); }

inline Clip random_clip(unsigned seed, int frames = 8) {
  std::mt19937 random(seed);
  Clip clip;
  clip.frames = frames;
  clip.height = clip.width = 16;
  clip.rgb.resize(static_cast<size_t>(frames) * 16 * 16 * 3);
  for (auto& v : clip.rgb) v = static_cast<uint8_t>(random() % 256);
  return clip;
}

inline std::vector<ClipExplanation> explain_all(ClipExplainer& explainer,
                                                const std::vector<Clip>& clips,
                                                const Targets& targets = {{Kind::Class, 1}}) {
  std::vector<const Clip*> pointers;
  pointers.reserve(clips.size());
  for (const Clip& clip : clips) pointers.push_back(&clip);
  const std::vector<Targets> each(clips.size(), targets);
  return explainer.explain(pointers, each);
}

// Model input of 2 x 2 x 2 cells, 3 channels, all `value`; for nets that take the input as it is.
inline NpyArray cells(const std::vector<float>& values) {
  const auto n = static_cast<int64_t>(values.size());
  NpyArray out{{n, 3, 2, 2, 2}, {}};
  for (const float value : values) out.values.insert(out.values.end(), 24, value);
  return out;
}

// Its layer "maps" gives the input; the scores follow from what it gives, `h`.
inline ScriptNet plain_net(const std::string& scores) {
  ScriptNet net(1);
  net.layer("maps", "Maps", "def forward(self, x):\n  return x * 1.0\n");
  net.define("def forward(self, x):\n  h = self.maps(x)\n  return " + scores + "\n");
  return net;
}

inline ExplainOptions plain_options(const std::string& scores, const std::string& extra = "") {
  const std::string input =
      R"({"input": {"layout": "NCTHW", "frames": 2, "height": 2, "width": 2})";
  ExplainOptions options = options_for(plain_net(scores), input + extra + "}");
  options.layer = "maps";
  return options;
}

inline const char* const kTwoSums =
    "torch.stack([h[:, 0].sum([1, 2, 3]), h[:, 1].mean([1, 2, 3])], 1)";

}  // namespace vidcam::testing
