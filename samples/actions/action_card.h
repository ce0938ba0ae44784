#pragma once

#include <nlohmann/json.hpp>

#include "samples/actions/evaluation.h"
#include "samples/actions/training.h"

namespace vidcam::samples {

// The model card of a network trained with these options that was measured so.
[[nodiscard]] nlohmann::json action_card(const TrainingOptions& options, const Evaluation& e);

}  // namespace vidcam::samples
