#pragma once

#include <memory>
#include <optional>
#include <string>

#include "model3d/graph_run.h"
#include "model3d/tapped_model.h"

namespace vidcam::detail {

// A tapped graph as it is run: on the CPU a packed copy (graph_pack.h). The model's own stays what
// it is: other rewrites start from it.
[[nodiscard]] std::shared_ptr<torch::jit::Graph> as_it_runs(
    std::shared_ptr<torch::jit::Graph> graph, c10::Device device);

// The same model with its trunk in less than float32.
struct NarrowTrunk {
  Precision precision = Precision::Float32;      // Float32: there is none
  std::string refusal = "it was not asked for";  // why there is none
  int64_t weights = 0;                           // numbers that became narrow
  std::optional<GraphRunner> runner;
};
[[nodiscard]] NarrowTrunk narrow_trunk(const ModelGraph& model, Precision precision,
                                       c10::Device device, const ModelCard& card,
                                       const std::string& path);

// "bfloat16"
[[nodiscard]] const char* long_name(Precision precision);

}  // namespace vidcam::detail
