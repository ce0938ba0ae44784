#pragma once

#include <nlohmann/json.hpp>

#include "explain3d/clip_explainer.h"

namespace vidcam {

// What a record says of the model.
[[nodiscard]] nlohmann::ordered_json model_json(const ModelFacts& facts);

}  // namespace vidcam
