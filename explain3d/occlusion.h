#pragma once

#include "explain3d/explainer.h"

namespace vidcam {

// Occlusion: how much the score falls where a part of the input is covered with grey.
//
//   L_p = mean of S(x) - S(x_w) over the windows w that cover p
//
//   x    the model's input           x_w  the same, mid-grey within window w
//   p    pixel (t, i, j)             w    patch x patch pixels over some frames, moved by strides;
//   the S    the score of the class           last one on each axis is moved back to end on the
//   edge
//
// Zeiler, Fergus: Visualizing and Understanding Convolutional Networks, 2014, arXiv 1311.2901, sec.
// 4.2; over a clip the patch becomes a box in space and time. Mid-grey is the middle of the model
// card's range before its mean and deviation. L is negative where the model does better without:
// kept in the raw map, shown as 0.
class Occlusion final : public Explainer {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"occlusion",
            "L = mean of S(x) - S(x_w) over the grey windows w that cover a pixel (patch x time)",
            "sec. 4.2", "Zeiler, Fergus 2014, arXiv 1311.2901", "a forward pass a window"};
  }
  [[nodiscard]] bool explains_a_layer() const override { return false; }
  [[nodiscard]] Conventions conventions(const CamOptions& options) const override;
  [[nodiscard]] int64_t further_clips(const Evidence& evidence,
                                      const CamOptions& options) const override;
  [[nodiscard]] Maps explain(const Evidence& evidence, const CamOptions& options) const override;
};

}  // namespace vidcam
