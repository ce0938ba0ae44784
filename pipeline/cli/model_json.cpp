#include "pipeline/cli/model_json.h"

namespace vidcam {

nlohmann::ordered_json model_json(const ModelFacts& facts) {
  nlohmann::ordered_json j{{"path", facts.path},
                           {"sha256", facts.sha256},
                           {"layer", facts.layer},
                           {"tap", facts.tap},
                           {"layer_shape", facts.layer_shape},
                           {"device", facts.device},
                           {"precision", facts.precision},
                           {"precision_reason", facts.precision_reason},
                           {"classes", facts.classes},
                           {"piecewise_linear", facts.piecewise_linear}};
  for (const auto& [name, value] : facts.further) j["inputs"][name] = value;
  for (const auto& shape : facts.further_shapes) j["further_layer_shapes"].push_back(shape);
  return j;
}

}  // namespace vidcam
