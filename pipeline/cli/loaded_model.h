#pragma once

#include "explain3d/clip_explainer.h"

namespace vidcam {

// The model of a command that runs it over clips. What is freed from now on stays with the process
// (freed_memory.h). Throws Error as ClipExplainer does.
[[nodiscard]] ClipExplainer load_explainer(const ExplainOptions& options);

}  // namespace vidcam
