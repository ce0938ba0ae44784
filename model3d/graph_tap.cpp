#include "model3d/graph_tap.h"

#include <torch/csrc/jit/ir/alias_analysis.h>
#include <torch/csrc/jit/ir/constants.h>

#include <algorithm>

#include "model3d/graph_walk.h"
#include "model3d/rectifier.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;
using torch::jit::Value;

// A value to be tapped, and the node behind which the tap stands.
struct Spot {
  Value* value = nullptr;
  Node* behind = nullptr;
};

// Calls f for the marks of a layer and their sites, in order.
template <class F>
void each_mark(const ModelGraph& model, const std::string& path, F&& f) {
  each_node(model.graph->block(), [&](Node* n) {
    if (n->kind() == mark_symbol() && site_of(model, n).path == path) f(n, site_of(model, n));
  });
}

// "" where no call of the layer gives a tuple, else the place of its first tensor.
std::string first_element(const ModelGraph& model, const std::string& path) {
  std::string first;
  each_mark(model, path, [&](const Node*, const Site& site) {
    if (first.empty()) first = site.element;
  });
  return first;
}

// A traced layer that gives a tuple gives a single tensor in calls of which nothing else is read
// (of the last step of a loop, say): that one stands for its first.
std::vector<Spot> find_spots(ModelGraph& model, LayerName& layer) {
  const std::string first = first_element(model, layer.path);
  if (layer.element.empty()) layer.element = first;
  std::vector<Spot> spots;
  bool single = false;
  each_mark(model, layer.path, [&](Node* n, const Site& site) {
    const bool stands_in = site.element.empty() && layer.element == first;
    if (site.element != layer.element && !stands_in) return;
    single = single || (stands_in && !first.empty());
    spots.push_back({n->input(0), n});
  });
  if (single)
    model.notes.push_back("layer '" + layer.path +
                          "' gives one tensor in some of its calls and several in others, as "
                          "tracing leaves out what is not read; the one is taken for ':" +
                          first + "'");
  return spots;
}

// A tap stands right behind the node that made the value or last wrote to it: readers inside the
// layer (a block that returns (y, 2 * y)) then hang on it as they hang on the tensor in Python's
// hooks.
void move_to_last_write(const ModelGraph& model, std::vector<Spot>& spots) {
  const torch::jit::AliasDb aliases(model.graph);
  for (Spot& spot : spots) {
    Node* at = spot.behind;
    while (at != spot.value->node() && at->kind() != c10::prim::Param &&
           !aliases.writesToAlias(at, {spot.value})) {
      at = at->prev();
    }
    spot.behind = at;
  }
}

// Moves every spot behind its rectifier, or none of them.
bool move_to_rectifiers(std::vector<Spot>& spots) {
  std::vector<Spot> moved;
  for (const Spot& spot : spots) {
    Node* rectifier = only_rectifier(spot.value, spot.behind);
    if (rectifier == nullptr) return false;
    moved.push_back({is_in_place(rectifier) ? spot.value : rectifier->output(), rectifier});
  }
  for (const Spot& spot :
       moved) {  // what an in-place operator returns is its input: one value for all readers
    if (spot.value != spot.behind->output()) spot.behind->output()->replaceAllUsesWith(spot.value);
  }
  spots = std::move(moved);
  return true;
}

// Two spots may have one value (a layer that returns its input): the taps chain up.
std::vector<Value*> insert_taps(ModelGraph& model, const std::vector<Spot>& spots, size_t slot) {
  const torch::jit::WithInsertPoint at_start(*model.graph->nodes().begin());
  Value* which = model.graph->insertConstant(static_cast<int64_t>(slot));
  std::vector<Value*> outputs;
  for (const Spot& spot : spots) {
    Node* tap = model.graph->create(tap_symbol(), {spot.value, which})->insertAfter(spot.behind);
    tap->output()->setType(spot.value->type());
    spot.value->replaceAllUsesAfterNodeWith(tap, tap->output());
    outputs.push_back(tap->output());
  }
  return outputs;
}

// The node before a mark and the marks and site numbers beside it.
Node* before_marks(Node* mark) {
  while (mark->kind() == mark_symbol() || mark->kind() == c10::prim::Constant) mark = mark->prev();
  return mark;
}

}  // namespace

std::vector<PlacedTap> place_taps(ModelGraph& model, std::vector<LayerName>& layers, bool rectified,
                                  const std::string& model_path) {
  const auto is_operator = [](const LayerName& layer) { return layer.path.starts_with("@"); };
  if (std::any_of(layers.begin(), layers.end(), is_operator)) mark_operators(model);
  std::vector<std::vector<Spot>> spots;
  for (LayerName& layer : layers) {
    if (is_operator(layer)) count_from_front(model, layer);
    spots.push_back(find_spots(model, layer));
    if (spots.back().empty()) refuse_layer(model, layer, model_path);
    for (Spot& spot : spots.back()) spot.behind = before_marks(spot.behind);
  }
  remove_marks(model);
  std::vector<PlacedTap> placed(layers.size());
  for (size_t i = 0; i < layers.size(); ++i) {  // all of them found before the first is tapped
    move_to_last_write(model, spots[i]);
    placed[i].rectified = rectified && move_to_rectifiers(spots[i]);
  }
  for (size_t i = 0; i < layers.size(); ++i) placed[i].outputs = insert_taps(model, spots[i], i);
  model.graph->lint();
  return placed;
}

void remove_marks(ModelGraph& model) {
  each_node(model.graph->block(), [](Node* n) {
    if (n->kind() == mark_symbol()) n->destroy();
  });
}

}  // namespace vidcam::detail
