#include "explain3d/device_explainer.h"

#include <ATen/Parallel.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

#include <algorithm>

#include "explain3d/given_inputs.h"
#include "explain3d/map_summary.h"
#include "explain3d/masked_input.h"
#include "explain3d/methods.h"
#include "explain3d/model_facts.h"
#include "explain3d/steps.h"
#include "model3d/preprocess.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr int kTop = 5;

std::vector<const Explainer*> find_methods(const std::vector<std::string>& names) {
  std::vector<const Explainer*> found;
  found.reserve(names.size());
  for (const auto& name : names) found.push_back(&find_method(name));
  return found;
}

InputSize size_of(const at::Tensor& input) {
  const int64_t frames = input.dim() == 5 ? input.size(2) : 1;
  return {frames, input.size(-2), input.size(-1)};
}

ExplainOptions with_sizes(ExplainOptions options, const ClipSpec& input) {
  options.occlusion = resolved(options.occlusion, input);
  return options;
}

// Whose score target k of each clip is.
ScoreAim aim_at(const ClassScores& scores, std::span<const std::vector<TargetSpec>> targets,
                size_t k) {
  ScoreAim aim;
  for (size_t n = 0; n < targets.size(); ++n) {
    const TargetSpec& target = targets[n][k];
    aim.classes.push_back(scores.resolve(n, target));
    if (target.versus) aim.versus.push_back(scores.resolve(n, *target.versus));
    aim.against = target.against;
  }
  return aim;
}

TargetExplanation described(const ClassScores& scores, const ScoreAim& aim, size_t n, double S) {
  TargetExplanation target{scores.at(n, static_cast<int>(aim.classes[n])), S, {}};
  if (!aim.versus.empty()) target.versus = scores.at(n, static_cast<int>(aim.versus[n]));
  target.against = aim.against;
  return target;
}

void check_fusion(const std::vector<const Explainer*>& methods, const ExplainOptions& options) {
  if (options.further_layers.empty()) return;
  if (options.channels)
    throw Error(ExitCode::Usage, "--channels: several layers have no channels in common; name one");
  for (const Explainer* method : methods)
    if (!method->can_be_fused())
      throw Error(ExitCode::Usage,
                  method->info().name + " explains one layer, but several are named; name one");
}

TapOptions tap_options(const ExplainOptions& options) {
  return {options.layer,          options.rectified,
          options.device,         narrow_precision(options.precision, options.device),
          options.further_layers, options.steps};
}

}  // namespace

DeviceExplainer::DeviceExplainer(const ExplainOptions& wanted)
    : methods(find_methods(wanted.methods)),
      card(find_card(wanted.model_path, wanted.card)),
      options(with_sizes(wanted, card.clip)),
      model(options.model_path, card, tap_options(options)),
      trunk(options.precision, model, options.device),
      facts(loaded_facts(options, model, options.device, methods)),
      maker({options, methods, card, model, trunk, facts}) {
  check_fusion(methods, options);
  check_steps(methods, options, card);
  if (options.threads > 0) at::set_num_threads(options.threads);
  model.give(encode_given(options.further, card, facts.warnings));
}

std::vector<std::vector<double>> DeviceExplainer::probabilities(const at::Tensor& input) {
  const ClassScores scores(trunk.logits(input), card.labels, kind());
  std::vector<std::vector<double>> rows;
  for (int64_t n = 0; n < input.size(0); ++n)
    rows.push_back(scores.probabilities(static_cast<size_t>(n)));
  return rows;
}

std::vector<double> DeviceExplainer::in_batches(std::span<const MaskedClip> masked, MaskSpace space,
                                                const InputOf& input_of) {
  const at::Tensor nothing = nothing_left(card, space);
  const auto batch = static_cast<size_t>(facts.batch);
  std::vector<double> out;
  for (size_t from = 0; from < masked.size(); from += batch) {
    const auto some = masked.subspan(from, std::min(batch, masked.size() - from));
    ask(input_of(some), some, nothing, out);
  }
  return out;
}

// One batch: masked[i] is about input[i].
void DeviceExplainer::ask(const at::Tensor& input, std::span<const MaskedClip> masked,
                          const at::Tensor& nothing, std::vector<double>& out) {
  std::vector<float> keep(static_cast<size_t>(input[0].numel() / input.size(1)));
  for (size_t i = 0; i < masked.size(); ++i) {
    masked[i].mask(keep);
    apply_mask(input[static_cast<int64_t>(i)], keep, nothing);
  }
  const ClassScores scores(trunk.logits(input), card.labels, kind());
  for (size_t i = 0; i < masked.size(); ++i) {
    const int index = scores.resolve(i, {TargetSpec::Kind::Class, masked[i].class_index});
    out.push_back(scores.at(i, index).probability);
  }
}

// A first batch in two, where its first clips are what the precision is chosen by.
std::vector<ClipExplanation> DeviceExplainer::explain(
    const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets) {
  const int64_t first = trunk.first_clips(input), rest = input.size(0) - first;
  const auto split = static_cast<size_t>(first);
  auto out = explain_batch(input.narrow(0, 0, first), targets.first(split));
  if (rest == 0) return out;
  for (auto& clip : explain_batch(input.narrow(0, first, rest), targets.subspan(split)))
    out.push_back(std::move(clip));
  return out;
}

std::vector<ClipExplanation> DeviceExplainer::explain_batch(
    const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets) {
  Question question{input, {}, size_of(input)};
  const bool smooth = options.smoothing.samples > 0;
  std::vector<TappedForward> pass;
  if (!smooth) pass = maker.pass_of(question.batch);
  const at::Tensor logits = smooth ? trunk.logits(question.batch) : pass[0].logits.detach();
  const ClassScores scores(logits, card.labels, kind());
  for (size_t k = 0; k < targets[0].size(); ++k)
    question.aims.push_back(aim_at(scores, targets, k));
  std::vector<ClipExplanation> out(targets.size());
  for (size_t n = 0; n < out.size(); ++n) out[n].top = scores.top(n, kTop);
  const MapTable maps = smooth ? maker.smoothed(question) : maker.maps_of(question, pass);
  add_results(question, scores, logits, maps, out);
  return out;
}

void DeviceExplainer::add_results(const Question& question, const ClassScores& scores,
                                  const at::Tensor& logits, const MapTable& maps,
                                  std::vector<ClipExplanation>& out) {
  for (size_t k = 0; k < question.aims.size(); ++k) {
    const at::Tensor S = selected_scores(logits, question.aims[k], options.score)
                             .to(at::kCPU, at::kDouble)
                             .contiguous();
    for (size_t n = 0; n < out.size(); ++n) {
      out[n].targets.push_back(
          described(scores, question.aims[k], n, S.const_data_ptr<double>()[n]));
      warn_about(out[n].targets.back().target);
    }
    for (size_t m = 0; m < methods.size(); ++m) {
      const Maps& of = maps[k][m];
      auto summaries =
          summarize(methods[m]->info().name, of, of.finite, question.size, options.form);
      for (size_t n = 0; n < out.size(); ++n) {
        warn_about(summaries[n]);
        out[n].targets[k].maps.push_back(std::move(summaries[n]));
      }
    }
  }
}

void DeviceExplainer::warn_about(const ClassScore& target) {
  const std::string warning = saturation_warning(options.score, target);
  if (warning.empty() || !warned_.insert("saturated").second) return;
  facts.warnings.push_back(warning);
}

void DeviceExplainer::warn_about(const MethodMap& map) {
  if (!(map.alpha_condition < kPoorCondition) || !warned_.insert(map.method).second) return;
  facts.warnings.push_back(condition_warning(facts, map));
}

std::vector<ClipExplanation> DeviceExplainer::explain(
    std::span<const Clip* const> clips, std::span<const std::vector<TargetSpec>> targets) {
  if (clips.empty()) return {};
  return explain(to_input(clips, card, options.device), targets);
}

std::vector<std::vector<double>> DeviceExplainer::probabilities(
    std::span<const Clip* const> clips) {
  if (clips.empty()) return {};
  return probabilities(to_input(clips, card, options.device));
}

std::vector<double> DeviceExplainer::confidences(std::span<const Clip* const> clips,
                                                 std::span<const MaskedClip> masked,
                                                 MaskSpace space) {
  return in_batches(masked, space, [&](std::span<const MaskedClip> some) {
    std::vector<const Clip*> of;
    for (const MaskedClip& each : some) of.push_back(clips[each.clip]);
    return to_input(of, card, options.device);
  });
}

std::vector<double> DeviceExplainer::confidences(const at::Tensor& input,
                                                 std::span<const MaskedClip> masked,
                                                 MaskSpace space) {
  return in_batches(masked, space, [&](std::span<const MaskedClip> some) {
    std::vector<at::Tensor> of;
    for (const MaskedClip& each : some) of.push_back(input[static_cast<int64_t>(each.clip)]);
    return at::stack(of).to(c10::Device(options.device));
  });
}

}  // namespace vidcam
