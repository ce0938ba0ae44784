#pragma once

#include <string>
#include <vector>

#include "model3d/graph_tap.h"
#include "model3d/layer_name.h"
#include "model3d/tapped_model.h"

namespace vidcam::detail {

// The layers that the options name, or the card, or the default one, not yet looked up. Throws
// Error (Unusable): no layer to take by default, or one call of a layer where every call is asked
// for.
[[nodiscard]] std::vector<LayerName> choose_layers(ModelGraph& model, const ModelCard& card,
                                                   const TapOptions& options,
                                                   const std::string& model_path);

// "conv4b,conv5b"
[[nodiscard]] std::string comma_list(const std::vector<std::string>& items);

// "rectified" or "raw", or a list of them where the taps differ.
[[nodiscard]] std::string tap_text(const std::vector<PlacedTap>& taps);

}  // namespace vidcam::detail
