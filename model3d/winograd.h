#pragma once

#include <ATen/core/Tensor.h>

#include "model3d/winograd_tile.h"

namespace vidcam::detail {

// G g G^T of each 3 x 3 slice. weight: [out, in, kT, 3, 3], float32, `out` a multiple of
// kWinogradLanes. Returns [tile.products(), kT, in, out], float32.
[[nodiscard]] at::Tensor winograd_weights(WinogradTile tile, const at::Tensor& weight);

// The convolution with stride 1, on the CPU; rounds about as a direct one in float32 does. x:
// [N, in, T, H, W], float32, channels last in memory, none of it empty; `in` and `out` are
// multiples of kWinogradLanes. weights: of winograd_weights(). bias: [out]. padding: of T, at most
// (kT - 1) / 2, H and W. Returns [N, out, T', H', W'] of the same kind.
[[nodiscard]] at::Tensor winograd_conv(WinogradTile tile, const at::Tensor& x,
                                       const at::Tensor& weights, const at::Tensor& bias,
                                       at::IntArrayRef padding);

}  // namespace vidcam::detail
