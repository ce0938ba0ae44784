#include "model3d/graph_split.h"

#include <torch/csrc/jit/ir/alias_analysis.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "model3d/graph_reach.h"
#include "model3d/graph_walk.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {
namespace {

using torch::jit::AliasDb;
using torch::jit::Block;
using torch::jit::Graph;
using torch::jit::Node;
using torch::jit::Value;

// The node itself, or the node of the graph's own block that it stands in.
const Node* at_top(const Node* node, const Graph& graph) {
  while (node->owningBlock() != graph.block()) node = node->owningBlock()->owningNode();
  return node;
}

bool reads_any(const Node* node, const ValueSet& set) {
  const auto in_set = [&](const Value* v) { return set.contains(v); };
  if (std::any_of(node->inputs().begin(), node->inputs().end(), in_set)) return true;
  for (const Block* block : node->blocks()) {
    if (std::any_of(block->outputs().begin(), block->outputs().end(), in_set)) return true;
    for (const Node* inner : block->nodes())
      if (reads_any(inner, set)) return true;
  }
  return false;
}

// The nodes of the graph's own block, in order, and on which side of the tap each stands: behind it
// is what depends on the layer's output in any way (numbers read off it, too).
struct Sides {
  std::vector<Node*> nodes;
  std::vector<bool> behind;
  std::unordered_set<const Node*> all_behind;
  std::vector<Value*> crossing;  // made before, read behind; no constants, no inputs
};

// Whether a node behind the tap reads the value; `until`: before that one.
bool read_behind(const Value* value, const Sides& sides, const Graph& graph,
                 const Node* until = nullptr) {
  return std::any_of(value->uses().begin(), value->uses().end(), [&](const auto& use) {
    const Node* user = at_top(use.user, graph);
    return sides.all_behind.contains(user) && (until == nullptr || user->isBefore(until));
  });
}

Sides sides_of(Graph& graph, const Node* tap) {
  Sides sides;
  ValueSet dependent{tap->output()};
  for (Node* n : graph.nodes()) {
    const bool behind = reads_any(n, dependent);
    sides.nodes.push_back(n);
    sides.behind.push_back(behind);
    if (!behind) continue;
    sides.all_behind.insert(n);
    dependent.insert(n->outputs().begin(), n->outputs().end());
  }
  for (Node* n : sides.nodes) {
    if (n == tap || sides.all_behind.contains(n) || n->kind() == c10::prim::Constant) continue;
    for (Value* out : n->outputs())
      if (read_behind(out, sides, graph)) sides.crossing.push_back(out);
  }
  return sides;
}

// All nodes before the tap are to run first, and nodes behind it again and again on what they gave:
// none behind may write to it, and none before may write to it once it was read.
bool can_be_cut(const std::shared_ptr<Graph>& graph, const Sides& sides) {
  const AliasDb aliases(graph);
  ValueSet shared(sides.crossing.begin(), sides.crossing.end());
  shared.insert(graph->inputs().begin(), graph->inputs().end());
  for (size_t i = 0; i < sides.nodes.size(); ++i) {
    Node* node = sides.nodes[i];
    if (sides.behind[i] && aliases.writesToAlias(node, shared)) return false;
    if (sides.behind[i]) continue;
    for (const Value* value : shared)
      if (read_behind(value, sides, *graph, node) && aliases.writesToAlias(node, {value}))
        return false;
  }
  return true;
}

// Null where there is another, or it stands in a loop or branch.
Node* only_tap(Graph& graph) {
  std::vector<Node*> taps;
  each_node(graph.block(), [&](Node* n) {
    if (n->kind() == tap_symbol()) taps.push_back(n);
  });
  return taps.size() == 1 && taps[0]->owningBlock() == graph.block() ? taps[0] : nullptr;
}

// `part` is a copy of the graph that `sides` speaks of.
void drop_side(Graph& part, const Sides& sides, bool behind) {
  const std::vector<Node*> nodes(part.nodes().begin(), part.nodes().end());
  for (size_t i = nodes.size(); i-- > 0;) {
    if (sides.behind[i] == behind && nodes[i]->kind() != c10::prim::Constant) nodes[i]->destroy();
  }
}

// `graph` returns the scores and, behind them, the crossing values.
std::shared_ptr<Graph> part_before(Graph& graph, const Sides& sides) {
  auto part = graph.copy();
  part->eraseOutput(0);
  drop_side(*part, sides, /*behind=*/true);
  torch::jit::EliminateDeadCode(part);
  return part;
}

std::shared_ptr<Graph> part_behind(Graph& graph, const Sides& sides) {
  auto part = graph.copy();
  std::vector<Value*> given(part->outputs().begin() + 1, part->outputs().end());
  given.push_back(only_tap(*part)->output());
  while (part->outputs().size() > 1) part->eraseOutput(part->outputs().size() - 1);
  for (Value* value : given) {
    Value* input = part->addInput();
    input->setType(value->type());
    value->replaceAllUsesWith(input);
  }
  drop_side(*part, sides, /*behind=*/false);
  torch::jit::EliminateDeadCode(part);
  return part;
}

}  // namespace

std::optional<SplitGraph> split_at_tap(const ModelGraph& model) {
  const auto graph = model.graph->copy();
  const Node* tap = only_tap(*graph);
  if (tap == nullptr) return std::nullopt;
  const Sides sides = sides_of(*graph, tap);
  const bool reached = sides.all_behind.contains(at_top(graph->outputs()[0]->node(), *graph));
  if (!reached || !can_be_cut(graph, sides)) return std::nullopt;
  for (Value* value : sides.crossing) graph->registerOutput(value);
  return SplitGraph{part_before(*graph, sides), part_behind(*graph, sides), sides.crossing.size()};
}

}  // namespace vidcam::detail
