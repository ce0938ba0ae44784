#pragma once

#include "explain3d/winning_probability.h"

namespace vidcam {

// Excitation backprop: the marginal winning probability (MWP) of each place of the layer, in a
// winner-take-all walk that starts at the unit of the class and goes down the network, from each
// neuron to one of those that excite it.
//
//   P(a_j) = sum_i P(a_j | a_i) P(a_i)                   P = 1 at the unit of the class
//   P(a_j | a_i) = a_j w+_ij / sum_j' a_j' w+_ij'        w+ = max(w, 0), no bias
//   L = sum_k P(A^k)
//
//   a_j  a neuron's response, a_i one that it feeds with weight w_ij       A^k  the tapped layer
//
// Zhang, Lin, Brandt, Shen, Sclaroff: Top-down Neural Attention by Excitation Backprop, ECCV 2016,
// arXiv 1608.00507, sec. 3.2. In matrices P_child = A . (W+^T (P_parent / (W+ A))): one step for
// each layer behind the tapped one (model3d/graph_excitation.h says which steps there are). Nothing
// is lost on the way as long as some neuron excites each winner, so that L sums to 1.
//
// The paper assumes that no response is negative. One that is excites nothing here: it counts as 0.
// The walk starts at the class's unit whatever the score's kind. Of what speaks against a class it
// starts at the unit's dual (cmwp.h); of a class versus another L = relu(sum_k P - P_other).
class ExcitationBackprop final : public WinningProbabilityMethod {
 public:
  [[nodiscard]] MethodInfo info() const override {
    return {"excitation-backprop",
            "L = sum_k P(A^k), P_child = A . (W+^T (P_parent / (W+ A))), P = 1 at the class's unit",
            "sec. 3.2", "Zhang et al. 2016, arXiv 1608.00507", "a forward pass"};
  }

 protected:
  [[nodiscard]] int passes() const override { return 1; }
  [[nodiscard]] at::Tensor signal(const Evidence& evidence) const override {
    return winning(evidence, evidence.model().aim().against);
  }
};

}  // namespace vidcam
