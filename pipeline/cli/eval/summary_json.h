#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/cli/eval/eval_files.h"

namespace vidcam {

// What was chosen where definitions leave a choice.
[[nodiscard]] nlohmann::ordered_json all_conventions(const EvalSettings& settings,
                                                     const ModelFacts& facts);

// The summary and the facts of the run: model, settings, conventions, counts, what failed (its id)
// and why.
[[nodiscard]] std::string summary_json(
    const EvalFacts& facts, const EvalSummary& summary,
    const std::vector<std::pair<std::string, std::string>>& failures);

}  // namespace vidcam
