#include "explain3d/class_scores.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

std::vector<double> on_cpu(const at::Tensor& x) {
  const at::Tensor t = x.detach().to(at::kCPU, at::kDouble).contiguous();
  return {t.const_data_ptr<double>(), t.const_data_ptr<double>() + t.numel()};
}

// NaN ranks last.
double rank_value(double logit) { return std::isnan(logit) ? -HUGE_VAL : logit; }

}  // namespace

ClassScores::ClassScores(const at::Tensor& logits, std::span<const std::string> labels, Kind kind)
    : kind_(kind),
      classes_(static_cast<int>(logits.size(1))),
      labels_(labels),
      logits_(on_cpu(logits)),
      probabilities_(on_cpu(kind == Kind::Logits ? logits.detach().softmax(1, at::kDouble)
                                                 : logits.detach().to(at::kDouble).exp())) {}

ClassScore ClassScores::at(size_t clip, int index) const {
  const auto i = static_cast<size_t>(index);
  const size_t cell = clip * static_cast<size_t>(classes_) + i;
  return {index, i < labels_.size() ? labels_[i] : std::to_string(index), probabilities_.at(cell),
          logits_.at(cell)};
}

std::vector<int> ClassScores::ranked(size_t clip, int n) const {
  const double* row = logits_.data() + clip * static_cast<size_t>(classes_);
  std::vector<int> order(static_cast<size_t>(classes_));
  std::iota(order.begin(), order.end(), 0);
  const auto likelier = [row](int a, int b) {
    const double x = rank_value(row[a]), y = rank_value(row[b]);
    return x != y ? x > y : a < b;
  };
  std::partial_sort(order.begin(), order.begin() + n, order.end(), likelier);
  order.resize(static_cast<size_t>(n));
  return order;
}

std::vector<ClassScore> ClassScores::top(size_t clip, int n) const {
  std::vector<int> order(static_cast<size_t>(classes_));
  std::iota(order.begin(), order.end(), 0);
  if (kind_ == Kind::Logits) order = ranked(clip, std::min(n, classes_));
  std::vector<ClassScore> out;
  out.reserve(order.size());
  for (const int index : order) out.push_back(at(clip, index));
  return out;
}

int ClassScores::resolve(size_t clip, const ClassChoice& target) const {
  const bool known = target.value >= 0 && target.value < classes_;
  const std::string all = "the model has " + std::to_string(classes_) + " classes";
  if (target.kind == ClassChoice::Kind::Rank) {
    if (known) return ranked(clip, target.value + 1).back();
    throw Error(ExitCode::Usage,
                "there is no top " + std::to_string(target.value + 1) + ": " + all);
  }
  if (known) return target.value;
  throw Error(ExitCode::Usage, "class " + std::to_string(target.value) + " is out of range: " +
                                   all + " (0.." + std::to_string(classes_ - 1) + ")");
}

std::vector<double> ClassScores::probabilities(size_t clip) const {
  const double* row = probabilities_.data() + clip * static_cast<size_t>(classes_);
  return {row, row + classes_};
}

ScoreAim ScoreAim::of(size_t from, size_t to, size_t rows) const {
  const auto part = [&](const std::vector<int64_t>& all) {
    if (all.empty()) return all;
    const auto begin = all.begin() + static_cast<std::ptrdiff_t>(from);
    std::vector<int64_t> some(begin, all.begin() + static_cast<std::ptrdiff_t>(to));
    some.resize(rows, some.back());
    return some;
  };
  return {part(classes), part(versus), against};
}

at::Tensor selected_scores(const at::Tensor& logits, const ScoreAim& aim, ScoreKind kind) {
  const at::Tensor scores = kind == ScoreKind::Logit         ? logits
                            : kind == ScoreKind::Probability ? logits.softmax(1)
                                                             : logits.log_softmax(1);
  const auto of = [&](std::vector<int64_t> classes) {
    const auto n = static_cast<int64_t>(classes.size());
    const at::Tensor column = at::from_blob(classes.data(), {n, 1}, at::kLong).clone();
    return scores.gather(1, column.to(scores.device())).squeeze(1);
  };
  const at::Tensor S = aim.versus.empty() ? of(aim.classes) : of(aim.classes) - of(aim.versus);
  return aim.against ? -S : S;
}

}  // namespace vidcam
