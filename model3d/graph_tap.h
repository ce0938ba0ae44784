#pragma once

#include <string>
#include <vector>

#include "model3d/layer_name.h"
#include "model3d/model_graph.h"

namespace vidcam::detail {

struct PlacedTap {
  bool rectified = false;                   // the tap stands behind the layer's ReLU
  std::vector<torch::jit::Value*> outputs;  // of the tap nodes
};

// Puts a tap at every call of each layer, numbered by its place in `layers`, and takes all marks
// out. The layers become the names as resolved. rectified: where one rectifier is all that reads a
// layer's output (at every call of it), its tap stands behind that one. Throws Error (Unusable): no
// such layer.
[[nodiscard]] std::vector<PlacedTap> place_taps(ModelGraph& model, std::vector<LayerName>& layers,
                                                bool rectified, const std::string& model_path);

// Takes all marks out of the graph.
void remove_marks(ModelGraph& model);

}  // namespace vidcam::detail
