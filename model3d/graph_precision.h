#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <memory>
#include <string>

namespace vidcam::detail {

// A copy of a tapped graph that runs its trunk, everything that is not computed from a tap, in
// bfloat16. The head behind the tap is the same and shares its weights: what flows into it is
// widened to float32, so A, scores and gradients are float32. Batch norm keeps float32 statistics.
struct NarrowedGraph {
  std::shared_ptr<torch::jit::Graph> graph;  // null where it cannot be done
  std::string refusal;                       // why
  int64_t weights = 0;                       // numbers that became bfloat16
};
[[nodiscard]] NarrowedGraph narrowed_trunk(const torch::jit::Graph& tapped);

}  // namespace vidcam::detail
