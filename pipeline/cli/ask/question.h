#pragma once

#include <string>

#include "model3d/model_card.h"

namespace vidcam {

// The one input of the card that takes a text. Throws Error (Unusable) where there is none, or
// several.
[[nodiscard]] const FurtherInput& question_input(const ModelCard& card);

// A question as part of a file name: "what-color-is-the-circle". Long ones are cut and told apart
// by eight hex digits.
[[nodiscard]] std::string slug_of(const std::string& question);

}  // namespace vidcam
