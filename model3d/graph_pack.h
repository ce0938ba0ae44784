#pragma once

#include <torch/csrc/jit/ir/ir.h>

#include <cstdint>

namespace vidcam::detail {

// What convolutions are computed in.
enum class ConvKind { Own, Int8 };  // Own: the type of their weights

// Makes the trunk of a tapped graph, everything that is not computed from a tap, quicker on the
// CPU: a convolution multiplies less where it can (winograd_conv.h), and keeps its weights in
// oneDNN's order (trunk_conv.h) or as bytes (int8_conv.h); a ReLU right behind one writes into what
// it gave, and 3D max pooling writes down no places (max_pool.h). Numbers change by what float32
// rounds, but for bytes. What stands in branches and loops stays as it is. Returns how many weights
// became bytes.
int64_t pack_trunk(torch::jit::Graph& tapped, ConvKind kind);

}  // namespace vidcam::detail
