#include "model3d/graph_output.h"

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/ir/constants.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>

#include <set>
#include <vector>

#include "model3d/graph_walk.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam::detail {
namespace {

using torch::jit::Node;
using torch::jit::Value;
namespace prim = c10::prim;

[[noreturn]] void refuse_index(const std::string& model_path, size_t size, int index) {
  throw Error(ExitCode::Unusable, model_path + ": the model returns " + std::to_string(size) +
                                      " values, so the card's output.index " +
                                      std::to_string(index) +
                                      " names none; they are counted from 0");
}

[[noreturn]] void refuse_key(const std::string& model_path, const std::vector<std::string>& keys,
                             const std::string& key) {
  throw Error(ExitCode::Unusable, model_path +
                                      ": the model returns a dict without the card's output.key '" +
                                      key + "'; its keys: " + joined(keys));
}

Value* dict_entry(Node* dict, const ModelCard& card, const std::string& model_path) {
  std::vector<std::string> keys;
  for (size_t i = 0; i + 1 < dict->inputs().size(); i += 2) {
    const auto key = torch::jit::constant_as<std::string>(dict->input(i));
    keys.push_back(key.value_or("?"));
    if (card.output_key.empty() || key == card.output_key) return dict->input(i + 1);
  }
  refuse_key(model_path, keys, card.output_key);
}

// Null where the element cannot be told from the graph: a list or dict that is filled after it was
// made.
Value* element_of(Value* output, const ModelCard& card, const std::string& model_path) {
  Node* made = output->node();
  const bool tuple = made->kind() == prim::TupleConstruct;
  if (!tuple && output->uses().size() != 1) return nullptr;
  if (made->kind() == prim::DictConstruct) return dict_entry(made, card, model_path);
  if (!tuple && made->kind() != prim::ListConstruct) return nullptr;
  const auto index = static_cast<size_t>(card.output_index);
  if (index >= made->inputs().size()) {
    refuse_index(model_path, made->inputs().size(), card.output_index);
  }
  return made->input(index);
}

// Operators that hand the scores on as they are, but for their shape.
bool only_reshapes(const Node* node) {
  static const std::set<std::string> kNames{"squeeze",    "flatten", "view", "reshape",
                                            "contiguous", "clone",   "alias"};
  return node->kind().is_aten() && kNames.contains(op_name(node));
}

// The softmax whose output `value` is; null for none. Its dimension must be that of the classes: 1,
// or the last of two.
Node* final_softmax(Value* value) {
  Node* node = value->node();
  while (only_reshapes(node)) node = node->input(0)->node();
  const std::string name = node->kind().is_aten() ? op_name(node) : "";
  if (name != "softmax" && name != "log_softmax" && name != "_softmax" && name != "_log_softmax")
    return nullptr;
  const auto dim = torch::jit::constant_as<int64_t>(node->input(1));
  return dim && (*dim == 1 || *dim == -1) ? node : nullptr;
}

// Its input takes the place of its output, so that the reshaping behind it stays.
void skip_softmax(ModelGraph& model, ScoreOutput& scores, Node* softmax) {
  const std::string name = softmax->kind().toUnqualString();
  model.notes.emplace_back("the model ends in " + name +
                           "; its logits are taken from what feeds it");
  if (scores.value == softmax->output()) scores.value = softmax->input(0);
  softmax->output()->replaceAllUsesWith(softmax->input(0));
}

void set_output(ModelGraph& model, Value* value) {
  auto& graph = *model.graph;
  while (!graph.outputs().empty()) graph.eraseOutput(graph.outputs().size() - 1);
  graph.registerOutput(value);
  torch::jit::EliminateDeadCode(graph.block());
}

// A list whose tensors are handed out of the interpreter one by one.
std::vector<c10::IValue> elements(const c10::IValue& output) {
  if (output.isTuple()) return output.toTupleRef().elements().vec();
  return output.toListRef().vec();
}

c10::IValue entry(const c10::IValue& output, const ModelCard& card, const std::string& model_path) {
  std::vector<std::string> keys;
  for (const auto& item : output.toGenericDict()) {
    keys.push_back(item.key().isString() ? item.key().toStringRef() : "?");
    if (card.output_key.empty() || keys.back() == card.output_key) return item.value();
  }
  refuse_key(model_path, keys, card.output_key);
}

}  // namespace

ScoreOutput select_scores(ModelGraph& model, const ModelCard& card, const std::string& model_path) {
  ScoreOutput scores;
  scores.value = model.graph->outputs()[0];
  if (!is_tensor(scores.value)) {
    if (Value* element = element_of(scores.value, card, model_path)) scores.value = element;
  }
  scores.is_tensor = is_tensor(scores.value);
  const bool features = card.has_decoder();  // a softmax over them would be attention's
  Node* softmax = scores.is_tensor && !features ? final_softmax(scores.value) : nullptr;
  if (softmax != nullptr) skip_softmax(model, scores, softmax);
  scores.logits = softmax != nullptr || !card.probabilities;
  if (!scores.logits) {
    model.notes.emplace_back(
        "the card says that the model gives probabilities, but its graph does not end in a "
        "softmax: the logarithm of the "
        "probability stands in for the logit");
  }
  set_output(model, scores.value);
  return scores;
}

at::Tensor pick_scores(const c10::IValue& output, const ModelCard& card,
                       const std::string& model_path) {
  if (output.isTensor()) return output.toTensor();
  if (output.isGenericDict()) return pick_scores(entry(output, card, model_path), card, model_path);
  if (output.isTuple() || output.isList()) {
    const auto parts = elements(output);
    const auto index = static_cast<size_t>(card.output_index);
    if (index >= parts.size()) refuse_index(model_path, parts.size(), card.output_index);
    if (parts[index].isTensor()) return parts[index].toTensor();
  }
  throw Error(ExitCode::Unusable, model_path + ": the model returns a " + output.tagKind() +
                                      " in which no tensor of class scores is found; name it by "
                                      "the card's output.index or output.key");
}

}  // namespace vidcam::detail
