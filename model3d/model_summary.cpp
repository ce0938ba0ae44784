#include "model3d/model_summary.h"

#include <filesystem>
#include <set>

#include "model3d/archive.h"
#include "model3d/graph_walk.h"
#include "model3d/model_graph.h"
#include "pipeline/base/error.h"
#include "pipeline/base/sha256.h"

namespace vidcam {
namespace {

using detail::ModelGraph;
using torch::jit::Node;

std::string type_name(c10::ScalarType type) {
  switch (type) {
    case c10::kFloat:
      return "float32";
    case c10::kDouble:
      return "float64";
    case c10::kHalf:
      return "float16";
    case c10::kBFloat16:
      return "bfloat16";
    default:
      return c10::toString(type);
  }
}

void add_inputs(ModelSummary& summary, const c10::FunctionSchema& schema) {
  for (size_t i = 1; i < schema.arguments().size(); ++i) {
    const auto& argument = schema.arguments()[i];
    const bool optional = argument.default_value().has_value();
    summary.inputs.emplace_back(argument.name(),
                                argument.type()->str() + (optional ? ", may be left out" : ""));
  }
  if (!schema.returns().empty()) summary.output = schema.returns()[0].type()->str();
}

// Weights are constants of the graph; two constants may be one tensor.
void add_nodes(ModelSummary& summary, const ModelGraph& model) {
  std::set<const void*> seen;
  detail::each_node(model.graph->block(), [&](Node* n) {
    if (n->kind().is_aten()) ++summary.operators[n->kind().toQualString()];
    if (!detail::is_tensor_constant(n)) return;
    const at::Tensor t = n->t(c10::attr::value);
    if (t.defined() && t.dim() > 0 && seen.insert(t.unsafeGetTensorImpl()).second)
      summary.weights[type_name(t.scalar_type())] += t.numel();
  });
}

size_t further_inputs(const c10::FunctionSchema& schema) {
  size_t needed = 0;
  for (const auto& argument : schema.arguments()) needed += argument.default_value() ? 0 : 1;
  return needed > 2 ? needed - 2 : 0;  // but self and the clip
}

}  // namespace

ModelSummary summarize_model(const std::string& path) {
  const auto module = detail::load_module(path);
  ModelSummary summary;
  summary.bytes = static_cast<int64_t>(std::filesystem::file_size(path));
  summary.sha256 = sha256_of_file(path);
  const auto method = module.find_method("forward");
  if (!method)
    throw Error(ExitCode::Unusable, path +
                                        ": the model has no method 'forward'; save a module "
                                        "that has one");
  const auto& schema = method->function().getSchema();
  add_inputs(summary, schema);
  const ModelGraph model = detail::read_graph(module, path, {further_inputs(schema)});
  summary.has_layer_names = !model.sites.empty();
  add_nodes(summary, model);
  summary.notes = model.notes;
  return summary;
}

}  // namespace vidcam
