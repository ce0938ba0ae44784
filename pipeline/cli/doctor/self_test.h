#pragma once

#include "pipeline/cli/doctor/finding.h"

namespace vidcam {

// Explains a made-up video by a made-up model (tiny_model.h) with both programs, in a temporary
// folder, and looks whether the heat lies where it must.
[[nodiscard]] Finding self_test(const std::string& device);

}  // namespace vidcam
