#pragma once

#include <cstdint>

#include "pipeline/cli/eval/eval_items.h"
#include "pipeline/run/batch_plan.h"

// What a plan keeps of a line of an evaluation's manifest, and back.
namespace vidcam {

// number: of the item in the list, from 0. Files get absolute paths.
[[nodiscard]] BatchItem batch_item_of(const EvalItem& item, int64_t number);

// Throw Json::exception for what batch_item_of() did not write.
[[nodiscard]] EvalItem eval_item_of(const BatchItem& item);
[[nodiscard]] int64_t number_of(const BatchItem& item);

}  // namespace vidcam
