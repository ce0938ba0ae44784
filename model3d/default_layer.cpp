#include "model3d/default_layer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

#include "model3d/encode_input.h"
#include "model3d/graph_reach.h"
#include "model3d/graph_run.h"
#include "model3d/graph_walk.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;

struct Convolution {
  Node* node = nullptr;
  int index = -1;         // among the convolutions of the graph
  int64_t positions = 0;  // T x H x W of its output in the dry run; 0: it did not run
};

std::vector<Convolution> convolutions(const ModelGraph& model) {
  std::vector<Convolution> found;
  each_node(model.graph->block(), [&](Node* n) {
    const bool conv = n->kind().is_aten() && n->outputs().size() == 1 && op_name(n) == "conv";
    if (conv) found.push_back({n, static_cast<int>(found.size()), 0});
  });
  return found;
}

// Those that lead to the scores; all of them where none does (their output may go on through an
// in-place write).
std::vector<Convolution> candidates(const ModelGraph& model) {
  const ValueSet wanted = leading_to(model.graph->outputs()[0]);
  const auto all = convolutions(model);
  std::vector<Convolution> leading;
  for (const auto& conv : all) {
    if (wanted.contains(conv.node->output())) leading.push_back(conv);
  }
  return leading.empty() ? all : leading;
}

int64_t positions(const std::vector<int64_t>& shape) {
  int64_t count = 1;
  for (size_t i = 2; i < shape.size(); ++i) count *= shape[i];
  return count;
}

// Runs the model once on zeros with a mark of its own behind each convolution.
void measure(ModelGraph& model, std::vector<Convolution>& convs, const ModelCard& card,
             const std::string& model_path) {
  const size_t first = model.sites.size();
  std::vector<Node*> marks;
  marks.reserve(convs.size());
  for (const auto& conv : convs)
    marks.push_back(add_mark(model, conv.node, conv.node->output(), {}));
  const at::NoGradGuard off;
  Tape tape;
  (void)GraphRunner(model, model.graph, card, model_path).run(zero_model_input(card), tape);
  for (const auto& mark : tape.marks) {
    const auto site = static_cast<size_t>(mark.site);
    if (site >= first) convs[site - first].positions = positions(mark.shape);
  }
  for (Node* mark : marks) mark->destroy();
  model.sites.resize(first);
}

std::string name_of(const ModelGraph& model, const Convolution& conv) {
  const Node* innermost = nullptr;
  for (const auto& use : conv.node->output()->uses()) {
    const bool earlier = innermost == nullptr || use.user->isBefore(innermost);
    if (use.user->kind() == mark_symbol() && earlier) innermost = use.user;
  }
  if (innermost == nullptr) return "@conv[" + std::to_string(conv.index) + "]";
  const Site& site = site_of(model, innermost);
  return site.path + (site.element.empty() ? "" : ":" + site.element);
}

}  // namespace

std::string default_layer(ModelGraph& model, const ModelCard& card, const std::string& model_path) {
  auto convs = candidates(model);
  if (convs.empty()) return "";
  measure(model, convs, card, model_path);
  const auto last =
      std::find_if(convs.rbegin(), convs.rend(), [](const auto& c) { return c.positions > 1; });
  return name_of(model, last == convs.rend() ? convs.back() : *last);
}

}  // namespace vidcam::detail
