#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "explain3d/clip_explainer.h"

namespace vidcam {

// What a record says of the model.
[[nodiscard]] nlohmann::ordered_json model_json(const ModelFacts& facts);

// 16 hex digits that tell JSON apart.
[[nodiscard]] std::string digest_of(const nlohmann::ordered_json& json);

// The same of what a card says of input and output.
[[nodiscard]] std::string card_digest(const ModelCard& card);

}  // namespace vidcam
