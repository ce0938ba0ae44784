#pragma once

#include <ATen/core/Tensor.h>
#include <torch/csrc/jit/runtime/interpreter.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model3d/model_card.h"
#include "model3d/model_graph.h"
#include "model3d/model_input.h"
#include "model3d/tap_ops.h"

namespace vidcam::detail {

// Runs a rewritten graph through the plain interpreter: no profiling, no re-specialisation. Const
// and thread-safe.
class GraphRunner {
 public:
  // Keeps what it needs of the arguments. graph: the model's, or a part of it that takes the
  // model's inputs first.
  GraphRunner(const ModelGraph& model, const std::shared_ptr<torch::jit::Graph>& graph,
              const ModelCard& card, std::string path);

  // The graph's output as the card picks it, in the gradient mode of the caller. The clips are
  // brought to the type and device of the weights, further inputs to their device; those serve all
  // clips. Throws Error (Unusable): the size it was given
  // and what the model says.
  [[nodiscard]] at::Tensor run(const ModelInput& input, Tape& tape) const;

  // All outputs of the graph. more: its inputs behind the model's own.
  [[nodiscard]] std::vector<c10::IValue> outputs(const ModelInput& input, Tape& tape,
                                                 const std::vector<c10::IValue>& more = {}) const;
  [[nodiscard]] at::Tensor scores(const std::vector<c10::IValue>& outputs) const;

 private:
  [[nodiscard]] torch::jit::Stack clip_arguments(const at::Tensor& clips) const;
  [[nodiscard]] torch::jit::Stack arguments(const ModelInput& input) const;

  torch::jit::Module module_;
  torch::jit::Code code_;
  ModelCard card_;
  std::string path_;
  std::optional<at::TensorOptions> weights_;
};

// "1x3x16x112x112"
[[nodiscard]] std::string size_text(at::IntArrayRef sizes);

}  // namespace vidcam::detail
