#pragma once

#include "model3d/model_graph.h"

namespace vidcam::detail {

// Inlines every call of a method, function or fork in the graph, and leaves marks behind the calls
// of submodules.
void inline_calls(ModelGraph& model);

}  // namespace vidcam::detail
