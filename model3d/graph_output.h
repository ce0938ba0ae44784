#pragma once

#include <ATen/core/ivalue.h>

#include <string>

#include "model3d/model_card.h"
#include "model3d/model_graph.h"

namespace vidcam::detail {

// What the rewritten graph returns.
struct ScoreOutput {
  torch::jit::Value* value = nullptr;  // the graph's only output
  bool is_tensor = false;  // false: a tuple, list or dict that has to be taken apart after the run
  bool logits = true;  // false: the card says probabilities, and the graph does not show what they
                       // are made of
};

// Makes the graph return the class scores alone: the element of a tuple, list or dict that the card
// names; and where a softmax (or its logarithm) over the classes comes last, what feeds it. Notes
// what was found. Throws Error (Unusable) where the output has no such element.
[[nodiscard]] ScoreOutput select_scores(ModelGraph& model, const ModelCard& card,
                                        const std::string& model_path);

// The card's element of an output that select_scores could not take apart. Throws Error (Unusable).
[[nodiscard]] at::Tensor pick_scores(const c10::IValue& output, const ModelCard& card,
                                     const std::string& model_path);

}  // namespace vidcam::detail
