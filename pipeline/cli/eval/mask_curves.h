#pragma once

#include <functional>
#include <span>

#include "pipeline/cli/eval/clip_values.h"
#include "pipeline/cli/eval/eval_settings.h"

namespace vidcam {

// How likely the explained class of a clip is under each of the masks; a mask fills in how much of
// each position stays.
using Mask = std::function<void(std::span<float> keep)>;
using AskModel = std::function<std::vector<double>(std::span<const Mask> masks)>;

// The curves among the settings' metrics, of one map: L, its mask_of(). full: the confidence on the
// whole clip (Y); black: on nothing of it. Both ends of each curve are known by them and not asked
// for. Adds the areas to the figures. Area-confidence has no values where Y is 0.
void add_curves(std::span<const float> L, double full, double black, const EvalSettings& settings,
                const AskModel& ask, MapValues& values);

// Masks that add_curves asks about for each map; 0: the settings want no curve.
[[nodiscard]] int masks_of_curves(const EvalSettings& settings);

}  // namespace vidcam
