#pragma once

#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "explain3d/evidence.h"

namespace vidcam::testing {

// A probe whose answers a test writes down. score_of: [rows, ...] to [rows].
class FakeProbe final : public Probe {
 public:
  using Score = std::function<at::Tensor(const at::Tensor& rows)>;

  FakeProbe(at::Tensor input, Score score)
      : input_(std::move(input)), score_(std::move(score)), scores_(score_(input_)) {}

  std::map<ReluRule, at::Tensor> gradients;                // shaped as the input
  std::map<std::pair<int64_t, bool>, at::Tensor> winning;  // of {the first clip's class, negated}
  ScoreAim target;
  at::Tensor mid_grey = at::zeros({3});
  int64_t batch = 4;
  mutable int64_t asked = 0;

  [[nodiscard]] const at::Tensor& input() const override { return input_; }
  [[nodiscard]] const at::Tensor& logits() const override { return scores_; }
  [[nodiscard]] const at::Tensor& grey() const override { return mid_grey; }
  [[nodiscard]] const ScoreAim& aim() const override { return target; }
  [[nodiscard]] const at::Tensor& scores() const override { return scores_; }
  void each_logit_gradient(std::span<const std::vector<int64_t>> /*classes*/,
                           const UseGradient& /*use*/) const override {}
  [[nodiscard]] at::Tensor winning_probability(std::span<const int64_t> classes,
                                               bool negated) const override {
    return winning.at({classes.front(), negated});
  }
  [[nodiscard]] at::Tensor input_gradient(ReluRule rule) const override {
    return gradients.at(rule);
  }
  [[nodiscard]] at::Tensor scores_of_inputs(int64_t /*clip*/, int64_t count,
                                            const Rows& rows) const override {
    std::vector<at::Tensor> parts;
    for (int64_t from = 0; from < count; from += batch)
      parts.push_back(score_(rows(from, std::min(from + batch, count))));
    asked += count;
    return at::cat(parts);
  }
  [[nodiscard]] at::Tensor scores_of_activations(int64_t /*clip*/, int64_t /*count*/,
                                                 const Rows& /*rows*/) const override {
    return {};
  }

 private:
  at::Tensor input_;
  Score score_;
  at::Tensor scores_;
};

}  // namespace vidcam::testing
