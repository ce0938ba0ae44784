#include "model3d/layer_name.h"

#include <charconv>
#include <vector>

#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam::detail {
namespace {

bool read_number(std::string_view text, int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

std::vector<std::string> names(const ModelGraph& model) {
  std::vector<std::string> out;
  for (const Site& site : model.sites) out.push_back(site.path);
  return out;
}

bool has_module(const ModelGraph& model, const std::string& path) {
  for (const auto& module : model.module.named_modules()) {
    if (module.name == path) return true;
  }
  return false;
}

}  // namespace

std::string LayerName::text() const {
  return path + (call < 0 ? "" : "#" + std::to_string(call)) +
         (element.empty() ? "" : ":" + element);
}

LayerName parse_layer(const std::string& text) {
  LayerName layer{text, "", kLastCall};
  if (const auto colon = layer.path.find(':'); colon != std::string::npos) {
    layer.element = layer.path.substr(colon + 1);
    layer.path.resize(colon);
  }
  const auto hash = layer.path.find('#');
  if (hash == std::string::npos) return layer;
  const std::string call = layer.path.substr(hash + 1);
  layer.path.resize(hash);
  if (!read_number(call, layer.call) || layer.call < 0) {
    throw Error(ExitCode::Unusable,
                "layer '" + text + "': '#" + call +
                    "' is no execution of a layer; they are counted #0, #1, #2 ...");
  }
  return layer;
}

void count_from_front(const ModelGraph& model, LayerName& layer) {
  const auto bracket = layer.path.find("[-");
  int64_t index = 0;
  if (bracket == std::string::npos || layer.path.back() != ']') return;
  const std::string head = layer.path.substr(0, bracket + 1);
  const std::string_view digits =
      std::string_view(layer.path).substr(bracket + 1, layer.path.size() - bracket - 2);
  if (!read_number(digits, index)) return;
  for (const Site& site : model.sites) index += site.path.starts_with(head) ? 1 : 0;
  if (index >= 0) layer.path = head + std::to_string(index) + "]";
}

void refuse_layer(const ModelGraph& model, const LayerName& layer, const std::string& model_path) {
  const std::string named = model_path + ": layer '" + layer.path + "'";
  for (const auto& o : model.opaque) {
    if (o.starts_with(layer.path + " -> ")) {
      throw Error(ExitCode::Unusable, named + " gives " + o.substr(layer.path.size() + 4) +
                                          ", which is no tensor; name a layer inside or before it");
    }
  }
  std::vector<std::string> elements;
  for (const Site& site : model.sites) {
    if (site.path == layer.path)
      elements.push_back(site.path + (site.element.empty() ? "" : ":" + site.element));
  }
  if (!elements.empty()) {
    throw Error(ExitCode::Unusable,
                named + " has no element '" + layer.element + "'; it gives " + joined(elements));
  }
  if (has_module(model, layer.path)) {
    throw Error(ExitCode::Unusable, named + " is in the model, but its forward never calls it");
  }
  const auto near = nearest(layer.path, names(model));
  if (near.empty()) {
    throw Error(ExitCode::Unusable,
                "no layer '" + layer.path + "' in " + model_path +
                    ": the model was frozen or traced without names; `vidcam layers " + model_path +
                    "` lists its operators, and @conv[-1] is the last convolution");
  }
  throw Error(ExitCode::Unusable,
              "no layer '" + layer.path + "' in " + model_path + "; the nearest: " + joined(near));
}

}  // namespace vidcam::detail
