#pragma once

#include <ATen/TensorOperators.h>

#include "explain3d/winning_probability.h"

namespace vidcam {

// c-MWP, contrastive excitation backprop: what excites the class more than it excites what is not
// the class.
//
//   L = relu(sum_k P(A^k) - Pbar(A^k))
//
//   P     the winning probability from the class's unit: excitation_backprop.h
//   Pbar  the same from its dual unit, whose weights to the layer below it are -w: "not this class"
//
// Zhang, Lin, Brandt, Shen, Sclaroff: Top-down Neural Attention by Excitation Backprop, ECCV 2016,
// arXiv 1608.00507, sec. 3.3. The authors' code subtracts right below the top layer and goes on
// with the difference, and cuts what is negative from the sum over the channels, at the end. The
// walk is linear in P, so that the difference of two whole walks is the same. The top layer is the
// last one with weights. Where it is a convolution whose class maps are pooled, the paper says
// nothing; here the dual's class maps are negated, too, so that its walk goes to the places that
// speak against the class. (With the class's own, both walks would part over the places alike, and
// nothing would be left at the layer below.) Of what speaks against a class P and Pbar change
// places.
class ContrastiveMwp final : public WinningProbabilityMethod {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"c-mwp", "L = relu(sum_k P(A^k) - Pbar(A^k)), Pbar: from the unit with weights -w",
            "sec. 3.3", "Zhang et al. 2016, arXiv 1608.00507", "two forward passes"};
  }

 protected:
  [[nodiscard]] int passes() const override { return 2; }
  [[nodiscard]] at::Tensor signal(const Evidence& evidence) const override {
    const bool against = evidence.model().aim().against;
    return winning(evidence, against) - winning(evidence, !against);
  }
};

}  // namespace vidcam
