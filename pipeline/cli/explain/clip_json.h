#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "pipeline/base/clip.h"
#include "pipeline/base/explanation.h"

namespace vidcam {

// What a record says of one clip, as one line of JSON: where it lies, the likeliest classes, and
// each target with its maps. The clip's pixels are not looked at.
[[nodiscard]] std::string clip_json(const Clip& clip, const ClipExplanation& explanation);

// JSON knows neither NaN nor infinity.
[[nodiscard]] nlohmann::ordered_json finite_or_null(double value);

}  // namespace vidcam
