#pragma once

#include <c10/core/Device.h>
#include <c10/core/TensorOptions.h>

#include <optional>

#include "model3d/model_graph.h"

namespace vidcam::detail {

// Parameters and other attributes become graph constants (same memory, detached): no tape starts at
// them, and `if self.training` folds away. Attributes that the model writes to stay attributes.
void attributes_to_constants(ModelGraph& model);

// Training flags of traced dropout and batch norm are set off; `with torch.no_grad()` is undone, as
// it would switch our tape off; prints are taken out, as stdout is for results. Each is noted.
void undo_training_and_no_grad(ModelGraph& model);

// Tensor constants, casts and devices of the graph are made fit for `device`: half and bfloat16
// become float32; weights of convolutions lie in channels-last memory on a GPU (on the CPU oneDNN
// brings them into an order of its own); cuDNN's recurrent operators are run so that they can be
// differentiated (graph_recurrent.h).
void place_constants(ModelGraph& model, c10::Device device);

// Type and device of the first floating-point weight; nothing where there is none.
[[nodiscard]] std::optional<at::TensorOptions> weight_options(const ModelGraph& model);

}  // namespace vidcam::detail
