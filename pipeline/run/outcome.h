#pragma once

#include <cstddef>
#include <span>

#include "pipeline/base/error.h"

namespace vidcam {

// The exit code of a run over `inputs` of which these failed: Ok; SomeFailed where others were
// done; where none was, the code that they share, else Unusable.
[[nodiscard]] ExitCode outcome_of(size_t inputs, std::span<const ExitCode> failures);

}  // namespace vidcam
