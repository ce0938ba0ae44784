#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "explain3d/clip_explainer.h"
#include "explain3d/probe.h"
#include "model3d/tapped_model.h"

namespace vidcam {

// The probe of one forward pass of a tapped model; serves its targets one after the other.
class ModelProbe final : public Probe {
 public:
  struct Setup {
    const TappedModel& model;  // outlives the probe, as does the pass
    const TappedForward& forward;
    at::Tensor input;   // of the pass
    int64_t batch = 4;  // rows a further pass takes
    ScoreKind score = ScoreKind::Logit;
    std::function<void(int64_t clips)> asked;  // called whenever the model was asked about some
    at::Tensor grey{};                         // [3], on the CPU
    Precision precision = Precision::Float32;  // of the trunk, where inputs are changed
    size_t probes = 1;  // of the same pass, which share the memory for what is kept
  };

  explicit ModelProbe(Setup setup);

  // From here on: what is explained of each clip, and its score [clips].
  void aim(ScoreAim target, const at::Tensor& scores);

  [[nodiscard]] const at::Tensor& input() const override { return input_; }
  [[nodiscard]] const at::Tensor& logits() const override { return logits_; }
  [[nodiscard]] const at::Tensor& grey() const override { return setup_.grey; }
  [[nodiscard]] const ScoreAim& aim() const override { return target_; }
  [[nodiscard]] const at::Tensor& scores() const override { return scores_; }
  void each_logit_gradient(std::span<const std::vector<int64_t>> classes,
                           const UseGradient& use) const override;
  [[nodiscard]] at::Tensor winning_probability(std::span<const int64_t> classes,
                                               bool negated) const override;
  [[nodiscard]] at::Tensor input_gradient(ReluRule rule) const override;
  [[nodiscard]] at::Tensor scores_of_inputs(int64_t clip, int64_t count,
                                            const Rows& rows) const override;
  [[nodiscard]] at::Tensor scores_of_activations(int64_t clip, int64_t count,
                                                 const Rows& rows) const override;

 private:
  // Class scores of one full batch of rows.
  using Run = std::function<at::Tensor(const at::Tensor& rows)>;
  // What is found is kept while memory allows.
  [[nodiscard]] at::Tensor kept(const std::vector<int64_t>& classes, const at::Tensor& maps) const;
  [[nodiscard]] int64_t clips() const { return input_.size(0); }
  [[nodiscard]] const TappedForward& excited(bool negated) const;
  [[nodiscard]] at::Tensor gradient_of_rows(int64_t from, int64_t to, ReluRule rule) const;
  struct Question {
    int64_t clip, count;
    int64_t batch;  // rows that are run at once
  };
  [[nodiscard]] at::Tensor ask(const Question& question, const Rows& rows, const Run& run) const;
  [[nodiscard]] int64_t rows_of_layer() const;

  Setup setup_;
  at::Tensor input_;
  at::Tensor logits_;
  ScoreAim target_;
  at::Tensor scores_;
  mutable std::map<std::vector<int64_t>, at::Tensor> gradients_;
  mutable std::map<bool, TappedForward> excited_;           // by whether it is of the dual units
  mutable std::map<ReluRule, at::Tensor> input_gradients_;  // of the present target
};

}  // namespace vidcam
