#pragma once

#include <string>
#include <vector>

#include "pipeline/cli/explain/settings.h"

namespace vidcam {

// --target texts ("top1", "top:3", "class:12", "label:walk", "video-top1") to requests; "top:3"
// becomes three, each of them with what --versus says, and for --evidence for,against two. Throws
// Error (Usage) naming the text, for an unknown label with the nearest ones.
[[nodiscard]] std::vector<TargetRequest> parse_targets(const ExplainSettings& settings,
                                                       const ClipExplainer& explainer);

// Each target as often as `against` says: what speaks for it, what speaks against it, or both.
[[nodiscard]] std::vector<TargetRequest> with_evidence(const std::vector<TargetRequest>& targets,
                                                       const std::vector<bool>& against);

// Text as part of a file name: letters, digits, '.', '+', '-' stay, everything else becomes '_'.
[[nodiscard]] std::string file_name_part(const std::string& text);

}  // namespace vidcam
