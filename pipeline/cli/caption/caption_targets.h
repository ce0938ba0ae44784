#pragma once

#include <string>
#include <vector>

#include "pipeline/cli/explain/settings.h"

namespace vidcam {

// What is explained of a caption: all of it ("caption") and words of it ("2-red"). labels: the
// caption, then its words. wanted: "all", "none", or words, comma-separated. Throws Error (Usage)
// for a word that the caption does not have.
[[nodiscard]] std::vector<TargetRequest> caption_targets(const std::vector<std::string>& labels,
                                                         const std::string& wanted);

}  // namespace vidcam
