#pragma once

#include "explain3d/class_scores.h"
#include "explain3d/evidence.h"
#include "explain3d/model_probe.h"
#include "model3d/gradients.h"
#include "tests/explain3d/tensors.h"
#include "tests/model3d/by_hand.h"
#include "tests/support/script_models.h"

namespace vidcam::testing {

// Random inputs of a net, tapped at `layer`, with what a method sees of class target[n] of input n,
// and counts of what it asks.
class AskedModel {
 public:
  AskedModel(const ScriptNet& net, const std::string& layer, std::vector<int64_t> target,
             at::IntArrayRef one_input, ScoreKind score = ScoreKind::Logit, int64_t batch = 4)
      : input_(inputs(static_cast<int64_t>(target.size()), one_input, net)),
        model_(save_model(net.module(), "asked.pt"), card(one_input), {layer, true, "cpu"}),
        forward_(model_.forward(input_)),
        target_(std::move(target)),
        probe_({model_, forward_, input_, batch, score, [this](int64_t n) { asked_ += n; }}) {
    const at::AutoGradMode on(true);
    const at::Tensor S = selected_scores(forward_.logits, {target_}, score);
    g_ = gradient(forward_, S, /*keep=*/true);
    probe_.aim({target_}, S.detach());
  }
  AskedModel(const AskedModel&) = delete;

  [[nodiscard]] Evidence evidence() const {
    return make_evidence(forward_.activations, g_, &probe_);
  }
  [[nodiscard]] at::Tensor input() const { return input_; }
  [[nodiscard]] at::Tensor logits() const { return forward_.logits.detach(); }
  [[nodiscard]] at::Tensor activations() const { return forward_.activations.detach(); }
  [[nodiscard]] int64_t target(int64_t clip) const { return target_.at(static_cast<size_t>(clip)); }
  [[nodiscard]] int64_t clips() const { return static_cast<int64_t>(target_.size()); }
  // From here on: what speaks against the targets.
  void turn_round() { probe_.aim({target_, {}, true}, -probe_.scores()); }
  // In clips, since the last call.
  [[nodiscard]] int64_t asked() { return std::exchange(asked_, 0); }

 private:
  static at::Tensor inputs(int64_t count, at::IntArrayRef one, const ScriptNet& net) {
    std::vector<int64_t> shape = one.vec();
    shape.insert(shape.begin(), count);
    return random_input(shape, 17).to((*net.module().parameters().begin()).scalar_type());
  }
  static ModelCard card(at::IntArrayRef one) {
    return one.size() == 4 ? c3d_like_card() : net_2d_card();
  }

  at::Tensor input_;
  TappedModel model_;
  TappedForward forward_;
  std::vector<int64_t> target_;
  int64_t asked_ = 0;
  ModelProbe probe_;
  at::Tensor g_;
};

}  // namespace vidcam::testing
