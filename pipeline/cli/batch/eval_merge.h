#pragma once

#include <memory>
#include <string>

#include "pipeline/cli/batch/batch_kind.h"

namespace vidcam {

// What `vidcam eval` writes of the same list, in the list's order. Shards come in another one, so
// that results wait in a temporary file; of an item 24 bytes are held until then, and afterwards
// what EvalFiles holds.
[[nodiscard]] std::unique_ptr<BatchMerge> eval_merge(const std::string& out, const BatchPlan& plan);

}  // namespace vidcam
