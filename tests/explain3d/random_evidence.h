#pragma once

#include <ATen/core/grad_mode.h>

#include "explain3d/evidence.h"
#include "model3d/tapped_model.h"
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

inline Evidence evidence_3d(bool rectified) {
  at::manual_seed(rectified ? 3 : 4);
  return random_evidence(make_c3d_like(11), c3d_like_card(), "conv3b", rectified,
                         {3, 3, 8, 16, 16});
}

inline Evidence evidence_2d(bool rectified) {
  at::manual_seed(rectified ? 5 : 6);
  return random_evidence(make_2d_net(12), net_2d_card(), "conv2", rectified, {3, 3, 16, 16});
}

}  // namespace vidcam::testing
