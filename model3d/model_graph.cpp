#include "model3d/model_graph.h"

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/constant_propagation.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/passes/lower_tuples.h>
#include <torch/csrc/jit/passes/peephole.h>

#include <map>
#include <utility>

#include "model3d/graph_constants.h"
#include "model3d/graph_inline.h"
#include "model3d/graph_walk.h"
#include "model3d/tap_ops.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;
using torch::jit::Value;

// clips: how many of them are made of the clip.
void check_inputs(const c10::FunctionSchema& schema, const std::string& path, size_t further,
                  size_t clips) {
  std::vector<std::string> needed;
  const size_t taken = schema.arguments().size() - 1;  // but self
  for (size_t i = 1; i <= taken; ++i) {
    if (!schema.arguments()[i].default_value()) needed.push_back(schema.arguments()[i].name());
  }
  if (needed.size() <= clips + further && clips + further <= taken) return;
  const std::string count =
      needed.empty() ? "no input"
                     : std::to_string(needed.size()) + " inputs (" + joined(needed) + ")";
  throw Error(ExitCode::Unusable, path + ": the model's forward takes " + count +
                                      "; the model card describes " +
                                      std::to_string(clips + further) +
                                      ", the clip or picture (or its pathways) and what its "
                                      "extra_inputs list");
}

void simplify(ModelGraph& model) {
  torch::jit::LowerSimpleTuples(model.graph);
  torch::jit::ConstantPropagation(model.graph);
  // Folds `stride is None`, which every scripted pooling asks and propagation leaves alone.
  torch::jit::PeepholeOptimize(model.graph, /*disable_shape_peepholes=*/true);
  torch::jit::ConstantPropagation(model.graph);
  torch::jit::LowerSimpleTuples(model.graph);
  torch::jit::EliminateDeadCode(model.graph->block());
  model.graph->lint();
}

}  // namespace

bool takes_list(const c10::FunctionSchema& forward) {
  if (forward.arguments().size() < 2) return false;
  const auto kind = forward.arguments()[1].type()->kind();
  return kind == c10::TypeKind::ListType || kind == c10::TypeKind::TupleType;
}

ModelGraph read_graph(torch::jit::Module module, const std::string& path,
                      const InputCount& inputs) {
  module.eval();
  const auto method = module.find_method("forward");
  if (!method) {
    throw Error(ExitCode::Unusable,
                path + ": the model has no method 'forward'; save a module that has one");
  }
  const auto& schema = method->function().getSchema();
  const size_t clips = takes_list(schema) ? 1 : inputs.pathways;
  check_inputs(schema, path, inputs.further, clips);
  method->function().ensure_defined();
  ModelGraph model{
      module, torch::jit::toGraphFunction(method->function()).graph()->copy(), {}, {}, {}, clips};
  inline_calls(model);
  attributes_to_constants(model);
  undo_training_and_no_grad(model);
  simplify(model);
  return model;
}

Node* add_mark(ModelGraph& model, Node* after, Value* value, Site site) {
  model.sites.push_back(std::move(site));
  torch::jit::WithInsertPoint here(after->next());
  Value* index = model.graph->insertConstant(static_cast<int64_t>(model.sites.size()) - 1);
  return model.graph->insertNode(model.graph->create(mark_symbol(), {value, index}, 0));
}

void mark_operators(ModelGraph& model) {
  std::map<std::string, int> count;
  each_node(model.graph->block(), [&](Node* n) {
    if (!n->kind().is_aten() || n->outputs().size() != 1 || !is_tensor(n->output())) return;
    const std::string name = op_name(n);
    const std::string path = "@" + name + "[" + std::to_string(count[name]++) + "]";
    add_mark(model, n, n->output(), {path, n->kind().toUnqualString(), ""});
  });
}

const Site& site_of(const ModelGraph& model, const Node* mark) {
  return model.sites.at(
      static_cast<size_t>(torch::jit::constant_as<int64_t>(mark->input(1)).value()));
}

}  // namespace vidcam::detail
