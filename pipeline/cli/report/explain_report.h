#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "pipeline/cli/report/explain_folder.h"

namespace vidcam {

// The page's data of a folder of explanations (the words are those of page/*.js).
[[nodiscard]] nlohmann::ordered_json explain_report(const std::vector<ExplainRecord>& records,
                                                    const std::filesystem::path& folder);

}  // namespace vidcam
