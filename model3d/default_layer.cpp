#include "model3d/default_layer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

#include "model3d/attention.h"
#include "model3d/encode_input.h"
#include "model3d/feature_layout.h"
#include "model3d/graph_reach.h"
#include "model3d/graph_run.h"
#include "model3d/graph_walk.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;

// An operator whose output may be explained.
struct Candidate {
  Node* node = nullptr;
  std::vector<int64_t> shape{};  // of its output in the dry run; empty: it did not run
};

std::vector<Candidate> convolutions(const ModelGraph& model) {
  std::vector<Candidate> found;
  each_node(model.graph->block(), [&](Node* n) {
    const bool conv = n->kind().is_aten() && n->outputs().size() == 1 && op_name(n) == "conv";
    if (conv) found.push_back({n});
  });
  return found;
}

// Those that lead to the scores; all of them where none does (their output may go on through an
// in-place write).
std::vector<Candidate> leading_convolutions(const ModelGraph& model) {
  const ValueSet wanted = leading_to(model.graph->outputs()[0]);
  const auto all = convolutions(model);
  std::vector<Candidate> leading;
  for (const auto& conv : all) {
    if (wanted.contains(conv.node->output())) leading.push_back(conv);
  }
  return leading.empty() ? all : leading;
}

// Of a transformer; none where a convolution follows its last attention, as in hybrid nets.
std::vector<Candidate> norms(const ModelGraph& model, const std::vector<Candidate>& convs) {
  const Node* attention = last_attention(model);
  if (attention == nullptr) return {};
  if (!convs.empty() && attention->isBefore(convs.back().node)) return {};
  std::vector<Candidate> found;
  for (Node* norm : norms_before(model, attention)) found.push_back({norm});
  return found;
}

bool has_positions(const Candidate& conv) {
  int64_t count = conv.shape.empty() ? 0 : 1;
  for (size_t i = 2; i < conv.shape.size(); ++i) count *= conv.shape[i];
  return count > 1;
}

bool gives_maps(const Candidate& norm, const LayoutHints& hints) {
  return find_layout(norm.shape, hints).order != FeatureLayout::Order::ChannelsFirst;
}

// Runs the model once on zeros with a mark of its own behind each candidate.
LayoutHints measure(ModelGraph& model, const std::vector<Candidate*>& all, const ModelCard& card,
                    const std::string& model_path) {
  const size_t first = model.sites.size();
  std::vector<Node*> marks;
  marks.reserve(all.size());
  for (const Candidate* each : all)
    marks.push_back(add_mark(model, each->node, each->node->output(), {}));
  const at::NoGradGuard off;
  Tape tape;
  const ModelInput zeros = zero_model_input(card);
  (void)GraphRunner(model, model.graph, card, model_path).run(zeros, tape);
  for (const auto& mark : tape.marks) {
    const auto site = static_cast<size_t>(mark.site);
    if (site >= first) all[site - first]->shape = mark.shape;
  }
  for (Node* mark : marks) mark->destroy();
  model.sites.resize(first);
  return {zeros.clips.sizes().slice(2).vec(), card.layer_grid};
}

// "@conv[4]": as mark_operators() counts them.
std::string operator_name(const ModelGraph& model, const Node* node) {
  int count = 0, index = 0;
  each_node(model.graph->block(), [&](const Node* n) {
    if (n == node) index = count;
    const bool one = n->kind().is_aten() && n->outputs().size() == 1 && is_tensor(n->output());
    if (one && op_name(n) == op_name(node)) ++count;
  });
  return "@" + op_name(node) + "[" + std::to_string(index) + "]";
}

std::string name_of(const ModelGraph& model, const Candidate& candidate) {
  const Node* innermost = nullptr;
  for (const auto& use : candidate.node->output()->uses()) {
    const bool earlier = innermost == nullptr || use.user->isBefore(innermost);
    if (use.user->kind() == mark_symbol() && earlier) innermost = use.user;
  }
  if (innermost == nullptr) return operator_name(model, candidate.node);
  const Site& site = site_of(model, innermost);
  return site.path + (site.element.empty() ? "" : ":" + site.element);
}

}  // namespace

std::string default_layer(ModelGraph& model, const ModelCard& card, const std::string& model_path) {
  auto convs = leading_convolutions(model);
  auto tokens = norms(model, convs);
  std::vector<Candidate*> all;
  for (Candidate& conv : convs) all.push_back(&conv);
  for (Candidate& norm : tokens) all.push_back(&norm);
  if (all.empty()) return "";
  const LayoutHints hints = measure(model, all, card, model_path);
  const auto norm = std::find_if(tokens.rbegin(), tokens.rend(),
                                 [&](const auto& each) { return gives_maps(each, hints); });
  if (norm != tokens.rend()) return name_of(model, *norm);
  if (convs.empty()) return "";
  const auto last = std::find_if(convs.rbegin(), convs.rend(), has_positions);
  return name_of(model, last == convs.rend() ? convs.back() : *last);
}

}  // namespace vidcam::detail
