#pragma once

#include <vector>

#include "explain3d/clip_explainer.h"
#include "pipeline/cli/explain/explain_run.h"
#include "pipeline/cli/explain/inputs.h"
#include "pipeline/cli/explain/settings.h"

namespace vidcam {

// Everything `vidcam explain` does once its options are read. Returns the exit code; throws Error
// for what ends the whole run.
[[nodiscard]] int explain_inputs(const ExplainSettings& settings, std::vector<Input> inputs);

// The same by an explainer that is there already, of these targets.
[[nodiscard]] int explain_with(ClipExplainer& explainer, const ExplainSettings& settings,
                               const std::vector<TargetRequest>& targets, std::vector<Input> inputs,
                               const ExplainListener& listener = {});

}  // namespace vidcam
