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
// last one with weights. Of what speaks against a class P and Pbar change places.
//
// Where class maps are pooled behind the top layer (SqueezeNet), both walks part over the places
// alike, by the class's own map, as in the authors' code. Right below such a layer they differ
// between channels alone, so that of the sum over the channels only places are left where the dual
// finds no way on, or nothing but rounding: then the map is 0 everywhere and marked as flat. Take a
// layer further down, as the paper does.
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
    const at::Tensor P = winning(evidence, against);
    const at::Tensor contrast = P - winning(evidence, !against);
    const auto largest = [](const at::Tensor& x) { return x.abs().amax({1, 2, 3}, true); };
    return contrast.masked_fill(largest(contrast) <= kRounding * largest(P), 0);
  }

 private:
  static constexpr double kRounding = 1e-5;  // of float32, in sums over some hundred channels
};

}  // namespace vidcam
