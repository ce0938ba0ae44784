#pragma once

#include <vector>

#include "pipeline/cli/explain/inputs.h"
#include "pipeline/cli/explain/settings.h"

namespace vidcam {

// Everything `vidcam explain` does once its options are read. Returns the exit code; throws Error
// for what ends the whole run.
[[nodiscard]] int explain_inputs(const ExplainSettings& settings, std::vector<Input> inputs);

}  // namespace vidcam
