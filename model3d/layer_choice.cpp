#include "model3d/layer_choice.h"

#include <algorithm>

#include "model3d/default_layer.h"
#include "pipeline/base/error.h"

namespace vidcam::detail {
namespace {

void take_every_call(LayerName& layer, const std::string& path) {
  if (layer.call != kLastCall)
    throw Error(ExitCode::Unusable,
                path + ": layer '" + layer.text() +
                    "' is one call, but each call is asked for; name the layer without #");
  layer.call = kEveryCall;
}

}  // namespace

std::vector<LayerName> choose_layers(ModelGraph& model, const ModelCard& card,
                                     const TapOptions& options, const std::string& model_path) {
  std::string name = options.layer.empty() ? card.layer : options.layer;
  if (name.empty()) name = default_layer(model, card, model_path);
  if (name.empty())
    throw Error(
        ExitCode::Unusable,
        model_path +
            ": the model has no convolution to explain by default; name a layer, `vidcam layers` "
            "lists them");
  std::vector<LayerName> layers{parse_layer(name)};
  for (const std::string& further : options.further_layers) layers.push_back(parse_layer(further));
  if (options.every_call)
    for (LayerName& layer : layers) take_every_call(layer, model_path);
  return layers;
}

std::string comma_list(const std::vector<std::string>& items) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "" : ",") + item;
  return list;
}

std::string tap_text(const std::vector<PlacedTap>& taps) {
  std::vector<std::string> words;
  words.reserve(taps.size());
  for (const PlacedTap& tap : taps) words.emplace_back(tap.rectified ? "rectified" : "raw");
  const bool alike = std::count(words.begin(), words.end(), words.at(0)) == std::ssize(words);
  return alike ? words[0] : comma_list(words);
}

}  // namespace vidcam::detail
