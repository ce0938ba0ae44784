#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "pipeline/cli/report/explain_folder.h"

namespace vidcam {

// The page's data of an evaluation's folder (the words are those of page/*.js), with the videos of
// `media` beside the items that they are of. Throws Error: Unusable for files that vidcam eval did
// not write; OtherSettings where media come from another model or layer.
[[nodiscard]] nlohmann::ordered_json eval_report(const std::filesystem::path& folder,
                                                 const std::vector<ExplainRecord>& media);

}  // namespace vidcam
