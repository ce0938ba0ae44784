#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include "model3d/gradients.h"
#include "model3d/tapped_model.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/script_models.h"

// What tests of tapped models share.
namespace vidcam::testing {

inline TapOptions tap(const std::string& layer, bool rectified = true) {
  return {layer, rectified, "cpu"};
}

inline TappedModel c3d(const ScriptNet& net, const std::string& name,
                       const TapOptions& options = {}) {
  return {save_model(net.module(), name), c3d_like_card(), options};
}

struct Pair {
  at::Tensor a, g;
};

// A and dS/dA of the sum of the clips' own scores of class c.
inline Pair explained(const TappedModel& model, const at::Tensor& input, int64_t c) {
  const auto forward = model.forward(input);
  return {forward.activations.detach(), gradient(forward, forward.logits.select(1, c), false)};
}

inline Pair head_by_autograd(const ScriptNet& net, const at::Tensor& activations, int64_t c) {
  const at::Tensor leaf = activations.detach().clone().requires_grad_(true);
  const at::Tensor score = head_by_hand(net, leaf).select(1, c);
  return {leaf.detach(), torch::autograd::grad({score}, {leaf}, {at::ones_like(score)})[0]};
}

}  // namespace vidcam::testing
