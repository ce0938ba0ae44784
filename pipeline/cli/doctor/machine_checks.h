#pragma once

#include "pipeline/cli/doctor/finding.h"

namespace vidcam {

// LibTorch, the CPU, CUDA. device: as --device; where it cannot be used, that is a failure.
[[nodiscard]] Findings check_device(const std::string& device);

// The media program: its libraries, its codecs, and which parts of its confinement hold.
[[nodiscard]] Findings check_media();

// Whether results can be written to this folder (or made, where it is not there), and room for
// them.
[[nodiscard]] Finding check_folder(const std::string& folder);

}  // namespace vidcam
