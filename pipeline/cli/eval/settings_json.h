#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/cli/eval/eval_items.h"
#include "pipeline/cli/eval/eval_settings.h"

namespace vidcam {

// The boxes of an item, [frame][box][x0, y0, x1, y1].
[[nodiscard]] nlohmann::ordered_json boxes_json(const TruthItem& truth);

// Everything that the figures of an item depend on, for the log and the summary: two runs with the
// same text give the same results.csv. Not among it: what only the summary depends on (seed), and
// how the work is done (jobs).
[[nodiscard]] nlohmann::ordered_json settings_json(const EvalSettings& settings,
                                                   const ClipExplainer& explainer,
                                                   const std::vector<EvalItem>& items);

}  // namespace vidcam
