#include "model3d/graph_run.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/ir/ir.h>

#include <utility>
#include <vector>

#include "model3d/graph_constants.h"
#include "model3d/graph_output.h"
#include "model3d/torch_message.h"
#include "pipeline/base/error.h"

namespace vidcam::detail {

GraphRunner::GraphRunner(const ModelGraph& model, const std::shared_ptr<torch::jit::Graph>& graph,
                         const ModelCard& card, std::string path)
    : module_(model.module),
      code_(graph, "vidcam"),
      card_(card),
      path_(std::move(path)),
      weights_(weight_options(model)) {}

at::Tensor GraphRunner::run(const at::Tensor& input, Tape& tape) const {
  return scores(outputs(input, tape));
}

at::Tensor GraphRunner::scores(const std::vector<c10::IValue>& outputs) const {
  return pick_scores(outputs.at(0), card_, path_);
}

std::vector<c10::IValue> GraphRunner::outputs(const at::Tensor& input, Tape& tape,
                                              const std::vector<c10::IValue>& more) const {
  const at::Tensor converted = weights_ ? input.to(*weights_) : input;
  torch::jit::Stack stack{module_._ivalue(), converted};
  const TapeScope scope(tape);
  try {
    module_.get_method("forward").function().getSchema().checkAndNormalizeInputs(
        stack, {});  // fills defaults in
    stack.insert(stack.end(), more.begin(), more.end());
    torch::jit::InterpreterState(code_).run(stack);
  } catch (const std::exception& error) {
    throw Error(ExitCode::Unusable,
                path_ + ": the model refused an input of " + size_text(input.sizes()) +
                    (input.dim() == 5 ? " (NCTHW): " : " (NCHW): ") + torch_message(error) +
                    "; the input size is set in the model card, " + card_.source);
  }
  return stack;
}

std::string size_text(at::IntArrayRef sizes) {
  std::string text;
  for (const int64_t size : sizes) text += (text.empty() ? "" : "x") + std::to_string(size);
  return text.empty() ? "a single value" : text;
}

}  // namespace vidcam::detail
