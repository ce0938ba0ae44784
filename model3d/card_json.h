#pragma once

#include <string>

#include "model3d/model_card.h"

namespace vidcam::detail {

constexpr const char* kLeastCard =
    R"({"input": {"layout": "NCTHW", "frames": 16, "height": 112, "width": 112}})";

// parse_card of a text that should be JSON; Error (Unusable) where it is none.
[[nodiscard]] ModelCard parse_card_text(const std::string& text, const std::string& source,
                                        const std::string& folder);

}  // namespace vidcam::detail
