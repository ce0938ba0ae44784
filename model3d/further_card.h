#pragma once

#include <vector>

#include "model3d/caption_rules.h"
#include "model3d/further_input.h"
#include "model3d/json_fields.h"

namespace vidcam::detail {

// The card's list "extra_inputs". Throws Error (Unusable) naming the field.
[[nodiscard]] std::vector<FurtherInput> read_further_inputs(const JsonFields& card);

// The card's object "caption". Throws likewise.
[[nodiscard]] CaptionRules read_caption_rules(const JsonFields& caption);

}  // namespace vidcam::detail
