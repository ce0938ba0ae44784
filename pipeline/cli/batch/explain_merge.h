#pragma once

#include <memory>
#include <string>

#include "pipeline/cli/batch/batch_kind.h"

namespace vidcam {

// OUT/results.jsonl, results.csv, summary.json and report.html of a batch of explanations. The page
// shows some of them.
[[nodiscard]] std::unique_ptr<BatchMerge> explain_merge(const std::string& out,
                                                        const BatchPlan& plan);

}  // namespace vidcam
