#pragma once

#include "explain3d/pixel_gradient.h"

namespace vidcam {

// Deconvnet: the score sent back to the pixels through the transposed convolutions and the max-pool
// switches, every ReLU rectifying what comes back.
//
//   L_p = sum_c R_cp,   R = dS/dx with each ReLU's derivative replaced by relu(G)
//
//   x  the model's input                        G  the gradient that arrives behind a ReLU
//   p  pixel (t, i, j), c its colour channel    S  the score of the class explained
//
// Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, 2014, arXiv 1311.2901, sec.
// 2.1. L is signed, as that of guided backpropagation. A ReLU with an upper bound hands nothing
// back above it.
class Deconvnet final : public PixelGradientMethod {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"deconvnet", "L = sum over channels of dS/dx, each ReLU handing back relu(G); signed",
            "sec. 2.1", "Zeiler, Fergus 2014, arXiv 1311.2901", kCost};
  }

  [[nodiscard]] bool changes_relus() const override { return true; }

  [[nodiscard]] Conventions conventions(const CamOptions& /*options*/) const override {
    return {{"relu_backward", "relu(G)"},
            {"channels", "sum, signed"},
            {"shown", "-q to q, q the 99 % quantile of |L| over the clip"}};
  }

  [[nodiscard]] Maps explain(const Evidence& evidence,
                             const CamOptions& /*options*/) const override {
    return {pixel_gradient(evidence, ReluRule::Deconv).sum(1), {}, Shown::Signed};
  }
};

}  // namespace vidcam
