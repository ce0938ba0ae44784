#pragma once

#include <span>
#include <vector>

#include "eval/full_heat.h"
#include "explain3d/heat_form.h"
#include "pipeline/base/box.h"
#include "pipeline/base/explanation.h"
#include "pipeline/cli/eval/eval_settings.h"
#include "pipeline/cli/eval/figures.h"

namespace vidcam {

// A map as all metrics take it: of a signed one the size |v|, and where the map is shown from 0 on
// (occlusion) what is below as 0.
[[nodiscard]] Heat evidence_of(const Heat& heat);

// The range that a map is shown in: the form's; of one that explains pixels min-max.
[[nodiscard]] UnitRange range_of(const MethodMap& map, const HeatForm& form);

// E's weights, [T, H, W] of the clip: the evidence over the model's input, normalised over the
// clip; zeros where there is no contrast.
[[nodiscard]] std::vector<float> mask_of(const Heat& heat, const Clip& clip,
                                         const UnitRange& range = {});

// What is known to be true of one clip, and how its pictures became the model's input.
struct ClipTruth {
  ClipSpec spec;
  int width = 0;  // of the picture as shown
  int height = 0;
  int frames = 0;  // source frames that the clip covers
  // Where the object is: boxes of each of these frames, or a mask of all of them, width x height
  // bytes, anything but 0 is the object; both may be empty.
  std::vector<std::vector<Box>> boxes;
  std::span<const uint8_t> mask;

  [[nodiscard]] bool known() const { return !boxes.empty() || !mask.empty(); }
};

// The figures of the settings' metrics that need boxes or a mask (which goes before the boxes), at
// the picture's own size; none where the object is not in what the model saw. range: Loc's.
[[nodiscard]] Figures box_figures(const Heat& heat, const ClipTruth& truth,
                                  const EvalSettings& settings, const UnitRange& range = {});

// The share of frames with boxes, in %, where the true class is not localised: top-1 and top-5.
// top: the likeliest classes; heat: the map of the true class.
[[nodiscard]] Figures localisation_figures(const Heat& heat, const ClipTruth& truth,
                                           std::span<const ClassScore> top, int true_class,
                                           const EvalSettings& settings);

}  // namespace vidcam
