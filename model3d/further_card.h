#pragma once

#include <vector>

#include "model3d/caption_rules.h"
#include "model3d/further_input.h"
#include "model3d/json_fields.h"
#include "model3d/pathway.h"

namespace vidcam::detail {

// The card's list "extra_inputs". Throws Error (Unusable) naming the field.
[[nodiscard]] std::vector<FurtherInput> read_further_inputs(const JsonFields& card);

// The list "pathways" of the card's input, of a clip of so many frames. Throws likewise.
[[nodiscard]] std::vector<Pathway> read_pathways(const JsonFields& input, int frames);

// The card's object "caption". Throws likewise.
[[nodiscard]] CaptionRules read_caption_rules(const JsonFields& caption);

}  // namespace vidcam::detail
