#include "model3d/graph_run.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/ir/ir.h>

#include <utility>
#include <vector>

#include "model3d/graph_constants.h"
#include "model3d/graph_output.h"
#include "model3d/pathway_clips.h"
#include "model3d/torch_message.h"
#include "pipeline/base/error.h"

namespace vidcam::detail {

namespace {

std::string text_of(const ModelInput& input) {
  std::string text = size_text(input.clips.sizes());
  if (input.clips.dim() == 5) text += " (NCTHW)";
  if (input.clips.dim() == 4) text += " (NCHW)";
  for (const at::Tensor& one : input.further) text += " and " + size_text(one.sizes());
  return text;
}

}  // namespace

GraphRunner::GraphRunner(const ModelGraph& model, const std::shared_ptr<torch::jit::Graph>& graph,
                         const ModelCard& card, std::string path)
    : module_(model.module),
      code_(graph, "vidcam"),
      card_(card),
      path_(std::move(path)),
      weights_(weight_options(model)) {}

at::Tensor GraphRunner::run(const ModelInput& input, Tape& tape) const {
  return scores(outputs(input, tape));
}

at::Tensor GraphRunner::scores(const std::vector<c10::IValue>& outputs) const {
  return pick_scores(outputs.at(0), card_, path_);
}

// The clips as forward takes them: themselves, their pathways, or a list or tuple of these.
torch::jit::Stack GraphRunner::clip_arguments(const at::Tensor& clips) const {
  const auto views = pathway_clips(weights_ ? clips.to(*weights_) : clips, card_.pathways);
  const auto& forward = module_.get_method("forward").function().getSchema();
  if (card_.pathways.empty() || !takes_list(forward)) return {views.begin(), views.end()};
  if (forward.arguments()[1].type()->kind() == c10::TypeKind::ListType) return {c10::IValue(views)};
  return {c10::ivalue::Tuple::create({views.begin(), views.end()})};
}

torch::jit::Stack GraphRunner::arguments(const ModelInput& input) const {
  torch::jit::Stack stack = clip_arguments(input.clips);
  stack.insert(stack.begin(), module_._ivalue());
  for (const at::Tensor& one : input.further) {
    std::vector<int64_t> sizes = one.sizes().vec();
    sizes.at(0) = input.clips.size(0);
    const at::Tensor rows = one.expand(sizes).contiguous();
    const bool fits = weights_ && rows.is_floating_point();
    stack.emplace_back(fits ? rows.to(*weights_) : rows.to(input.clips.device()));
  }
  return stack;
}

std::vector<c10::IValue> GraphRunner::outputs(const ModelInput& input, Tape& tape,
                                              const std::vector<c10::IValue>& more) const {
  torch::jit::Stack stack = arguments(input);
  const TapeScope scope(tape);
  try {
    module_.get_method("forward").function().getSchema().checkAndNormalizeInputs(
        stack, {});  // fills defaults in
    stack.insert(stack.end(), more.begin(), more.end());
    torch::jit::InterpreterState(code_).run(stack);
  } catch (const std::exception& error) {
    throw Error(ExitCode::Unusable, path_ + ": the model refused an input of " + text_of(input) +
                                        ": " + torch_message(error) +
                                        "; the input size is set in the model card, " +
                                        card_.source);
  }
  return stack;
}

std::string size_text(at::IntArrayRef sizes) {
  std::string text;
  for (const int64_t size : sizes) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text.empty() ? "a single value" : text;
}

}  // namespace vidcam::detail
