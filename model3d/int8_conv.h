#pragma once

#include "model3d/trunk_conv.h"

namespace vidcam::detail {

// A convolution in 8-bit integers: w = s_k q_w of each output channel k, q_w in -127..127, and
// x = s (q_x - z) of each clip by itself, q_x in 0..255 between its own least and greatest value
// (0 among them), so that a clip's result does not depend on what else is in its batch, and nothing
// is cut off. Sums are 32-bit integers, the result float32. (Quantisation as in arXiv 1712.05877,
// eq. 1, with ranges measured anew for every clip.) A clip that is not finite is computed in
// float32.
class Int8Conv : public TrunkConv {
 public:
  explicit Int8Conv(ConstantConv conv);
  // The processor multiplies bytes (VNNI), and there is something to win: float32, in one group, 16
  // input channels or more. (Of three, the first layer's, it would cost precision alone.)
  [[nodiscard]] static bool takes(const ConstantConv& conv);
  // "" where this machine can; else why not.
  [[nodiscard]] static std::string refusal();

  // x: float32. Throws std::logic_error on an autograd tape: it has no gradient.
  [[nodiscard]] at::Tensor run(const at::Tensor& x) override;

 private:
  [[nodiscard]] at::Tensor run_clip(const at::Tensor& x);
  [[nodiscard]] at::Tensor packed_for(const at::Tensor& x);

  ConstantConv conv_;
  at::Tensor scale_;  // [out] s_k
  at::Tensor zero_;   // [out] int32, all 0
  std::mutex lock_;
  at::Tensor packed_;  // q_w in oneDNN's order
};

}  // namespace vidcam::detail
