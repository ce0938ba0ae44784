#pragma once

#include "pipeline/base/clip.h"
#include "pipeline/cli/explain/settings.h"

namespace vidcam {

// The first clip that `vidcam explain` would take of this input: the first window that --clips
// names. Throws Error: as the input is missing or not usable.
[[nodiscard]] Clip first_clip(const std::string& path, const ClipSpec& clip,
                              const ExplainSettings& settings);

}  // namespace vidcam
