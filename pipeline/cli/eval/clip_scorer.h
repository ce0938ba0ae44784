#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/cli/eval/clip_values.h"
#include "pipeline/cli/eval/eval_settings.h"
#include "pipeline/cli/eval/map_values.h"

namespace vidcam {

// One clip of an item, and what is known to be true of it.
struct ClipToScore {
  const Clip* clip = nullptr;
  int true_class = -1;  // -1: not given
  ClipTruth truth;
};

// Clips that are scored together, as the model is asked about them.
struct ScoredBatch {
  std::span<const ClipToScore> clips;
  // They are model input already: [clips, 3, ...]; their Clips have no pixels then, and all of them
  // one true class. nullptr: the Clips' pixels are what is looked at.
  const NpyArray* input = nullptr;
};

// Measures clips: their maps by all methods, how sure the model stays where it sees only these, and
// how well they lie on the boxes. Not thread-safe.
class ClipScorer {
 public:
  // How far a long step is: its name, clips asked about so far and in all.
  using OnStep = std::function<void(const std::string& name, int64_t done, int64_t total)>;

  // The explainer was made with explained_methods(settings).
  ClipScorer(const EvalSettings& settings, ClipExplainer& explainer, OnStep on_step);

  // One batch; clips of one H x W. The same batch gives the same values. Throws Error as
  // ClipExplainer does.
  [[nodiscard]] std::vector<ClipValues> score(const ScoredBatch& batch);

  // What asking about one masked clip took in the last batch.
  [[nodiscard]] double seconds_per_mask() const { return seconds_per_mask_; }

 private:
  [[nodiscard]] std::vector<std::vector<TargetSpec>> targets_of(
      std::span<const ClipToScore> clips) const;
  // By the conventions of the settings.
  [[nodiscard]] UnitRange range_in(const MethodMap& map) const;
  [[nodiscard]] std::vector<float> mask_in(const MethodMap& map, const Clip& clip) const;
  [[nodiscard]] std::vector<ClipExplanation> explain(const ScoredBatch& batch);
  [[nodiscard]] std::vector<double> confidences(const ScoredBatch& batch,
                                                std::span<const MaskedClip> questions);
  void ask_masked(const ScoredBatch& batch, std::span<const ClipExplanation> explained,
                  std::vector<ClipValues>& out);
  void add_box_values(const ClipToScore& clip, const ClipExplanation& explained,
                      ClipValues& values) const;
  void add_occlusion(const Clip& clip, const ClipExplanation& explained, ClipValues& values) const;
  // which: of the batch's clips.
  void add_curves_of(const ScoredBatch& batch, size_t which, const TargetExplanation& target,
                     ClipValues& values);

  const EvalSettings& settings_;
  ClipExplainer& explainer_;
  OnStep on_step_;
  bool localises_;
  double seconds_per_mask_ = 0;
};

// The settings' methods, and occlusion where a metric needs its map and it is none of them.
[[nodiscard]] std::vector<std::string> explained_methods(const EvalSettings& settings);

// What a scorer's explainer is made with.
[[nodiscard]] ExplainOptions explainer_options(const EvalSettings& settings);

}  // namespace vidcam
