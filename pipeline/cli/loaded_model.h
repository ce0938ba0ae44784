#pragma once

#include "explain3d/clip_explainer.h"

namespace vidcam {

// The model of a command that runs it over clips. What is freed from now on stays with the process
// (freed_memory.h). Looking for a layer may already run the model, so that its limits hold
// (model_limits.h). Throws Error as ClipExplainer does.
[[nodiscard]] ClipExplainer load_explainer(const ExplainOptions& options,
                                           double stall_timeout_seconds);

}  // namespace vidcam
