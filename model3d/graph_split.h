#pragma once

#include <memory>
#include <optional>

#include "model3d/model_graph.h"

namespace vidcam::detail {

// A model's graph cut in two at its tap, so that the part behind the layer can be run again and
// again on its own.
struct SplitGraph {
  // The model's inputs -> what is read behind the layer by another way than through it: in a
  // residual net the skipping branch.
  std::shared_ptr<torch::jit::Graph> before;
  // The model's inputs, those values, the layer's output -> the scores.
  std::shared_ptr<torch::jit::Graph> behind;
  size_t crossing = 0;  // how many values `before` gives
};

// Nothing where the graph cannot be cut: the layer is called several times or in a loop, or an
// in-place operator on one side of the cut changes what the other side reads.
[[nodiscard]] std::optional<SplitGraph> split_at_tap(const ModelGraph& model);

}  // namespace vidcam::detail
