#include "model3d/layers.h"

#include <ATen/ATen.h>

#include <map>

#include "model3d/archive.h"
#include "model3d/default_layer.h"
#include "model3d/encode_input.h"
#include "model3d/graph_constants.h"
#include "model3d/graph_output.h"
#include "model3d/graph_run.h"
#include "model3d/layer_name.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

using detail::ModelGraph;
using detail::Tape;

std::string name_of(const detail::Site& site) {
  return site.path + (site.element.empty() ? "" : ":" + site.element);
}

// Several calls of one layer are one line.
std::vector<LayerInfo> lines(const ModelGraph& model, const Tape& tape) {
  std::vector<LayerInfo> layers;
  std::map<std::string, size_t> index;
  for (const auto& mark : tape.marks) {
    const auto& site = model.sites.at(static_cast<size_t>(mark.site));
    const auto [at, fresh] = index.emplace(name_of(site), layers.size());
    if (fresh) {
      layers.push_back({at->first, site.type, mark.shape, 1, false});
    } else {
      ++layers[at->second].calls;
    }
  }
  return layers;
}

// A default that names a tuple's layer means its first tensor.
void mark_default(std::vector<LayerInfo>& layers, const ModelGraph& model,
                  const std::string& wanted) {
  auto name = detail::parse_layer(wanted);
  detail::count_from_front(model, name);
  name.call = detail::kLastCall;
  for (LayerInfo& layer : layers) {
    if (layer.name != name.text() && !layer.name.starts_with(name.text() + ":")) continue;
    layer.is_default = true;
    return;
  }
}

}  // namespace

std::vector<LayerInfo> list_layers(const std::string& model_path, const std::string& card_name) {
  const ModelCard card = find_card(model_path, card_name);
  ModelGraph model = detail::read_graph(detail::load_module(model_path), model_path,
                                        {card.further_inputs(), card.clip_inputs()});
  (void)detail::select_scores(model, card, model_path);
  if (model.sites.empty()) detail::mark_operators(model);
  detail::place_constants(model, c10::kCPU);
  const std::string chosen =
      card.layer.empty() ? detail::default_layer(model, card, model_path) : card.layer;
  const at::NoGradGuard off;
  Tape tape;
  (void)detail::GraphRunner(model, model.graph, card, model_path).run(zero_model_input(card), tape);
  auto layers = lines(model, tape);
  if (layers.empty())
    throw Error(ExitCode::Unusable,
                model_path + ": the model has no layer or operator with a tensor output");
  if (!chosen.empty()) mark_default(layers, model, chosen);
  return layers;
}

}  // namespace vidcam
