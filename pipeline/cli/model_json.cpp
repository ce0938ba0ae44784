#include "pipeline/cli/model_json.h"

#include "pipeline/base/sha256.h"
#include "pipeline/run/json_text.h"

namespace vidcam {

using Json = nlohmann::ordered_json;

Json model_json(const ModelFacts& facts) {
  Json j{{"path", facts.path},
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

std::string digest_of(const Json& json) { return sha256(json_line(json)).substr(0, 16); }

std::string card_digest(const ModelCard& card) {
  const ClipSpec& c = card.clip;
  return digest_of({c.frames, c.frame_step, c.height, c.width, static_cast<int>(c.resize),
                    c.resize_height, c.resize_width, static_cast<int>(c.crop), card.video, card.bgr,
                    card.range, card.mean, card.std, card.probabilities, card.output_index,
                    card.output_key, card.labels});
}

}  // namespace vidcam
