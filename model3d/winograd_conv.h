#pragma once

#include <mutex>
#include <optional>

#include "model3d/trunk_conv.h"
#include "model3d/winograd_tile.h"

namespace vidcam::detail {

// The tile of Winograd's with which a clip [in, T, H, W] or [in, H, W] is the quickest; nothing
// where a direct convolution is: most of all where a picture is so small that reading the larger
// weights takes longer than multiplying by them.
[[nodiscard]] std::optional<WinogradTile> quickest_tile(const ConstantConv& conv,
                                                        at::IntArrayRef clip);

// A convolution 3 x 3 wide and high with a half to a quarter of the multiplications (winograd.h).
// The tile is settled by the size of the first input; without one, on an autograd tape or without a
// batch axis it is oneDNN's own. A value that is not finite makes whole tiles so.
class WinogradConv : public TrunkConv {
 public:
  explicit WinogradConv(ConstantConv conv);
  // PackedConv does, it is float32 in one group with stride and dilation 1, and its channels can be
  // taken 16 at a time and are 32 or more: with fewer, the transforms cost what they save.
  [[nodiscard]] static bool takes(const ConstantConv& conv);

  [[nodiscard]] at::Tensor run(const at::Tensor& x) override;

 private:
  struct Weights {
    std::optional<WinogradTile> tile;
    at::Tensor values;  // of winograd_weights()
  };
  [[nodiscard]] Weights weights_for(const at::Tensor& x);

  ConstantConv conv_;
  at::Tensor bias_;  // [out]
  PackedConv direct_;
  std::mutex lock_;
  std::optional<Weights> weights_;
};

}  // namespace vidcam::detail
