#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

namespace vidcam {

// What a layer's output is read by.
struct LayoutHints {
  std::vector<int64_t> input;  // of one clip: [T, H, W], of a picture: [H, W]; empty: nothing is
                               // known, and every output is taken as it is
  std::vector<int64_t> grid;   // the card's layer_grid, likewise; empty: none
};

// How the positions and channels of a layer lie in its output.
//   ChannelsFirst  [N, C, T, H, W] or [N, C, H, W], and what no map can be made of
//   ChannelsLast   [N, T, H, W, C] or [N, H, W, C]: Swin
//   Tokens         [N, skipped + T H W, C], positions in the order of T, H, W: ViT, MViT
struct FeatureLayout {
  enum class Order { ChannelsFirst, ChannelsLast, Tokens };
  Order order = Order::ChannelsFirst;
  std::vector<int64_t> grid;  // Tokens: [T, H, W] or [H, W]
  int64_t skipped = 0;        // Tokens: leading ones that stand for no position, as a class token
  std::string note{};  // what a user should know of it: that it was found from the shapes, or
                       // why it was not; "": nothing
};

// [Note: layouts from shapes]
// With a grid of the card: three axes are tokens where their number is the grid's, or up to
// kMostSkipped more, which then come first and are left out; four or five are channels-last where
// the axes behind the batch are the grid, and those behind the channels are not.
// Else from the input's size. Channels last: the axes behind the batch are the input's H x W
// divided by one whole number, and the last two are not even nearly in the ratio of H and W (two
// cells are allowed for borders). Tokens: their number, or one less (a class token), is that of a
// grid H/s x W/s for a whole s; for a picture there is at most one such. For a clip T/r steps of
// it, r whole: often there are several, and then none is taken, and `note` names them.
inline constexpr int64_t kMostSkipped = 8;
[[nodiscard]] FeatureLayout find_layout(at::IntArrayRef sizes, const LayoutHints& hints);

// A layer's output as [N, C, T, H, W] or [N, C, H, W], a view of it; skipped tokens are left out.
[[nodiscard]] at::Tensor to_maps(const at::Tensor& x, const FeatureLayout& layout);

// Maps as the layer's output, a new tensor. x: what the layer gave, of which the skipped tokens are
// taken (only looked at where there are any).
[[nodiscard]] at::Tensor from_maps(const at::Tensor& maps, const FeatureLayout& layout,
                                   const at::Tensor& x = {});

}  // namespace vidcam
