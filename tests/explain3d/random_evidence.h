#pragma once

#include <ATen/core/grad_mode.h>

#include "explain3d/evidence.h"
#include "model3d/gradients.h"
#include "model3d/tapped_model.h"
#include "tests/explain3d/tensors.h"
#include "tests/support/script_models.h"

namespace vidcam::testing {

// A and dS/dA of three random inputs of a random net: of class n for input n.
inline Evidence random_evidence(const ScriptNet& net, const ModelCard& card,
                                const std::string& layer, bool rectified, at::IntArrayRef input) {
  const std::string path = save_model(net.module(), "evidence.pt");
  const TappedModel model(path, card, {layer, rectified, "cpu"});
  const TappedForward forward = model.forward(at::randn(input));
  const at::AutoGradMode on(true);
  const at::Tensor S = forward.logits.diagonal();
  return make_evidence(forward.activations, gradient(forward, S, false));
}

// Behind conv3b the net pools over all positions, so g is the same at each; behind conv3a it is
// not.
inline Evidence evidence_3d(bool rectified, const std::string& layer = "conv3b") {
  at::manual_seed(rectified ? 3 : 4);
  return random_evidence(make_c3d_like(11), c3d_like_card(), layer, rectified, {3, 3, 8, 16, 16});
}

// Likewise conv2 and conv1.
inline Evidence evidence_2d(bool rectified, const std::string& layer = "conv2") {
  at::manual_seed(rectified ? 5 : 6);
  return random_evidence(make_2d_net(12), net_2d_card(), layer, rectified, {3, 3, 16, 16});
}

inline std::vector<Evidence> all_evidence(bool rectified) {
  return {evidence_3d(rectified, "conv3b"), evidence_3d(rectified, "conv3a"),
          evidence_2d(rectified, "conv2"), evidence_2d(rectified, "conv1")};
}

// How much a denominator 2 + s_k g below 2 enlarges what float32 rounds off it.
inline double factor(const Maps& maps, int64_t clip) {
  if (!maps.alpha_condition.defined()) return 1;
  return std::max(1.0, 2 / maps.alpha_condition[clip].item<double>());
}

// `loop(A, g, steps)` gives the map of one clip in double. In float64 the method must agree to
// rounding; in float32 (`rectified` layers only: what a map hangs on single cells of, it hangs on
// their rounding, too) to 1e-5 of the maximum.
template <class Loop>
void expect_equations(const Explainer& method, const Loop& loop) {
  for (const bool rectified : {true, false}) {
    for (const Evidence& e : all_evidence(rectified)) {
      const Evidence exact{e.A.to(at::kDouble), e.g.to(at::kDouble)};
      for (const bool steps : {false, true}) {
        const CamOptions options{steps ? Pool::PerStep : Pool::Volume};
        const Maps in_double = method.explain(exact, options),
                   in_float = method.explain(e, options);
        EXPECT_EQ(in_float.L.scalar_type(), at::kFloat);
        for (int64_t n = 0; n < e.A.size(0); ++n) {
          SCOPED_TRACE(c10::str(e.A.sizes(), rectified ? " rectified" : " raw",
                                steps ? " per step" : "", " clip ", n));
          const auto expected = loop(volume_of(e.A, n), volume_of(e.g, n), steps);
          expect_map_near(doubles(in_double.L[n]), expected, 1e-12);
          if (rectified)
            expect_map_near(doubles(in_float.L[n]), expected, 1e-5 * factor(in_float, n));
        }
      }
    }
  }
}

}  // namespace vidcam::testing
