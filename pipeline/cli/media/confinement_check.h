#pragma once

#include <vector>

#include "pipeline/cli/media/confinement.h"
#include "pipeline/run/media_check.h"

namespace vidcam {

// Tries, in this process, which confine() was called in, what it should not be able to do; all of
// it harmless where it succeeds. lacks: what confine() returned.
[[nodiscard]] std::vector<SandboxPart> try_confinement(const Confinement& lacks);

}  // namespace vidcam
