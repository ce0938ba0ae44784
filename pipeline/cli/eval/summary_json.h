#pragma once

#include <string>

#include "pipeline/cli/eval/eval_files.h"

namespace vidcam {

// The summary and the facts of the run: model, settings, conventions, counts, what failed and why.
[[nodiscard]] std::string summary_json(const EvalReport& report, const EvalSummary& summary);

}  // namespace vidcam
