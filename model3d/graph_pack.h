#pragma once

#include <torch/csrc/jit/ir/ir.h>

namespace vidcam::detail {

// Makes the trunk of a tapped graph, everything that is not computed from a tap, quicker on the CPU
// without changing a number: convolutions keep their weights in oneDNN's order (packed_conv.h), a
// ReLU right behind one writes into what it gave, and 3D max pooling writes down no places
// (max_pool.h). What stands in branches and loops stays as it is.
void pack_trunk(torch::jit::Graph& tapped);

}  // namespace vidcam::detail
