#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model3d/model_graph.h"

namespace vidcam::detail {

// A model's graph whose gradients behind its taps are marginal winning probabilities.
struct ExcitedGraph {
  std::shared_ptr<torch::jit::Graph> graph;
  // Operators behind the taps that no rule covers; the graph is of no use where there are any.
  std::vector<std::string> without_rule;
  bool can_be_negated = false;  // a layer with weights makes the scores, so that they have a dual
};

// A copy, of which the weights are shared, but for those of a convolution with a batch norm of its
// own: these two become one. Between the taps and the scores
//   convolution, linear layer                      P by the positive weights, without bias
//   mean, sum, average pooling, sum of two values  P in proportion to the responses
//   activations, batch norm elsewhere, constants   P passes each value; of scales and batch norm
//   added or multiplied                            whatever their sign, as in the authors' code
//   maximum; reshaping, concatenation, repetition  autograd's own way: P goes where the value came
//                                                  from
[[nodiscard]] ExcitedGraph with_excitation(const ModelGraph& model);

}  // namespace vidcam::detail
