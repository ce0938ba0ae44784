#include "explain3d/clip_explainer.h"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "explain3d/caption_search.h"
#include "explain3d/caption_words.h"
#include "explain3d/class_scores.h"
#include "explain3d/given_inputs.h"
#include "explain3d/map_maker.h"
#include "explain3d/map_summary.h"
#include "explain3d/masked_input.h"
#include "explain3d/methods.h"
#include "explain3d/model_facts.h"
#include "explain3d/steps.h"
#include "explain3d/tensor_input.h"
#include "explain3d/trunk_precision.h"
#include "model3d/device.h"
#include "model3d/preprocess.h"
#include "model3d/tapped_model.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {
namespace {

constexpr int kTop = 5;
constexpr int64_t kTensorBatch = 8;  // clips of a tensor input run at once

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

// As many targets for each clip and of one kind, or nothing could be said about "target k of the
// batch".
bool same_kinds(const std::vector<TargetSpec>& a, const std::vector<TargetSpec>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.against == y.against && x.versus.has_value() == y.versus.has_value();
  });
}

void check_targets(size_t clips, std::span<const std::vector<TargetSpec>> targets) {
  const bool fits = targets.size() == clips &&
                    std::all_of(targets.begin(), targets.end(),
                                [&](const auto& t) { return same_kinds(t, targets[0]); });
  if (!fits)
    throw std::invalid_argument(
        "explain: each clip needs a list of targets, all equally long and of the same kinds");
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

TapOptions tap_options(const ExplainOptions& options, const std::string& device) {
  return {options.layer,
          options.rectified,
          device,
          worth_trying_bf16(options.precision, device),
          options.further_layers,
          options.steps};
}

}  // namespace

struct ClipExplainer::Impl {
  explicit Impl(const ExplainOptions& wanted);

  [[nodiscard]] ClassScores::Kind kind() const {
    return card.caption ? ClassScores::Kind::LogProbabilities : ClassScores::Kind::Logits;
  }
  [[nodiscard]] at::Tensor padded(const at::Tensor& input) const;
  [[nodiscard]] std::vector<std::vector<double>> probabilities(const at::Tensor& input);
  [[nodiscard]] std::vector<double> confidences(std::span<const Clip* const> clips,
                                                std::span<const MaskedClip> masked,
                                                const at::Tensor& nothing);
  [[nodiscard]] std::vector<ClipExplanation> explain(
      const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets);
  [[nodiscard]] std::vector<ClipExplanation> explain_batch(
      const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets);
  void add_results(const Question& question, const ClassScores& scores, const at::Tensor& logits,
                   const MapTable& maps, std::vector<ClipExplanation>& out);
  void warn_about(const ClassScore& target);
  void warn_about(const MethodMap& map);

  std::vector<const Explainer*> methods;
  std::string device;  // resolved before LibTorch is first used: see model3d/device.h
  ModelCard card;
  ExplainOptions options;
  TappedModel model;
  TrunkPrecision trunk;
  ModelFacts facts;
  MapMaker maker;
  std::set<std::string> warned;  // methods whose poor condition was said, "saturated"
};

ClipExplainer::Impl::Impl(const ExplainOptions& wanted)
    : methods(find_methods(wanted.methods)),
      device(resolve_device(wanted.device)),
      card(find_card(wanted.model_path, wanted.card)),
      options(with_sizes(wanted, card.clip)),
      model(options.model_path, card, tap_options(options, device)),
      trunk(options.precision, model, device),
      facts(loaded_facts(options, model, device, methods)),
      maker({options, methods, card, model, trunk, facts}) {
  check_fusion(methods, options);
  check_steps(methods, options, card);
  if (options.threads > 0) at::set_num_threads(options.threads);
  model.give(encode_given(options.further, card, facts.warnings));
}

// fp32 conv3d with a batch of 1 leaves oneDNN for a slow path in several layers: never run it.
at::Tensor ClipExplainer::Impl::padded(const at::Tensor& input) const {
  const bool alone = input.size(0) == 1 && input.dim() == 5 && device == "cpu";
  return alone ? at::cat({input, input}) : input;
}

std::vector<std::vector<double>> ClipExplainer::Impl::probabilities(const at::Tensor& input) {
  const ClassScores scores(trunk.logits(padded(input)), card.labels, kind());
  std::vector<std::vector<double>> rows;
  for (int64_t n = 0; n < input.size(0); ++n)
    rows.push_back(scores.probabilities(static_cast<size_t>(n)));
  return rows;
}

// One batch: masked[i] is about clips[i].
std::vector<double> ClipExplainer::Impl::confidences(std::span<const Clip* const> clips,
                                                     std::span<const MaskedClip> masked,
                                                     const at::Tensor& nothing) {
  const at::Tensor input = to_input(clips, card, device);
  std::vector<float> keep(clips[0]->rgb.size() / 3);
  for (size_t i = 0; i < masked.size(); ++i) {
    masked[i].mask(keep);
    apply_mask(input[static_cast<int64_t>(i)], keep, nothing);
  }
  const ClassScores scores(trunk.logits(padded(input)), card.labels, kind());
  std::vector<double> out;
  for (size_t i = 0; i < masked.size(); ++i) {
    const int index = scores.resolve(i, {TargetSpec::Kind::Class, masked[i].class_index});
    out.push_back(scores.at(i, index).probability);
  }
  return out;
}

// A first batch in two, where its first clips are what the precision is chosen by.
std::vector<ClipExplanation> ClipExplainer::Impl::explain(
    const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets) {
  const int64_t first = trunk.first_clips(input), rest = input.size(0) - first;
  const auto split = static_cast<size_t>(first);
  auto out = explain_batch(input.narrow(0, 0, first), targets.first(split));
  if (rest == 0) return out;
  for (auto& clip : explain_batch(input.narrow(0, first, rest), targets.subspan(split)))
    out.push_back(std::move(clip));
  return out;
}

std::vector<ClipExplanation> ClipExplainer::Impl::explain_batch(
    const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets) {
  Question question{padded(input), input.size(0), {}, size_of(input)};
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

void ClipExplainer::Impl::add_results(const Question& question, const ClassScores& scores,
                                      const at::Tensor& logits, const MapTable& maps,
                                      std::vector<ClipExplanation>& out) {
  const at::Tensor of_clips = logits.narrow(0, 0, question.clips);
  for (size_t k = 0; k < question.aims.size(); ++k) {
    const at::Tensor S = selected_scores(of_clips, question.aims[k], options.score)
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

void ClipExplainer::Impl::warn_about(const ClassScore& target) {
  const std::string warning = saturation_warning(options.score, target);
  if (warning.empty() || !warned.insert("saturated").second) return;
  facts.warnings.push_back(warning);
}

void ClipExplainer::Impl::warn_about(const MethodMap& map) {
  if (!(map.alpha_condition < kPoorCondition) || !warned.insert(map.method).second) return;
  facts.warnings.push_back(condition_warning(facts, map));
}

ClipExplainer::ClipExplainer(const ExplainOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
ClipExplainer::~ClipExplainer() = default;
ClipExplainer::ClipExplainer(ClipExplainer&&) noexcept = default;
ClipExplainer& ClipExplainer::operator=(ClipExplainer&&) noexcept = default;

const ModelCard& ClipExplainer::card() const { return impl_->card; }
const ModelFacts& ClipExplainer::facts() const { return impl_->facts; }

void ClipExplainer::on_progress(MethodProgressCallback callback) {
  impl_->maker.on_progress = std::move(callback);
}

int ClipExplainer::class_index(const std::string& label) const {
  const auto& labels = impl_->card.labels;
  const std::string& source = impl_->card.source;
  if (labels.empty())
    throw Error(ExitCode::Usage, "no label '" + label + "': " + source +
                                     " lists no labels; name the class by its index");
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found == labels.end())
    throw Error(ExitCode::Usage, "no label '" + label + "' in " + source + "; did you mean " +
                                     joined(nearest(label, labels)) + "?");
  const auto index = found - labels.begin();
  const auto again = std::find(found + 1, labels.end(), label);
  if (again != labels.end())
    throw Error(ExitCode::Usage, "label '" + label + "' of " + source + " names class " +
                                     std::to_string(index) + " and class " +
                                     std::to_string(again - labels.begin()) +
                                     "; name the class by its index");
  return static_cast<int>(index);
}

std::vector<ClipExplanation> ClipExplainer::explain(
    std::span<const Clip* const> clips, std::span<const std::vector<TargetSpec>> targets) {
  check_targets(clips.size(), targets);
  if (clips.empty()) return {};
  return impl_->explain(to_input(clips, impl_->card, impl_->device), targets);
}

std::vector<std::vector<double>> ClipExplainer::probabilities(std::span<const Clip* const> clips) {
  if (clips.empty()) return {};
  return impl_->probabilities(to_input(clips, impl_->card, impl_->device));
}

std::vector<double> ClipExplainer::confidences(std::span<const Clip* const> clips,
                                               std::span<const MaskedClip> masked,
                                               MaskSpace space) {
  const at::Tensor nothing = nothing_left(impl_->card, space);
  const auto batch = static_cast<size_t>(impl_->facts.batch);
  std::vector<double> out;
  for (size_t from = 0; from < masked.size(); from += batch) {
    const auto some = masked.subspan(from, std::min(batch, masked.size() - from));
    std::vector<const Clip*> of;
    for (const MaskedClip& each : some) of.push_back(clips[each.clip]);
    const auto found = impl_->confidences(of, some, nothing);
    out.insert(out.end(), found.begin(), found.end());
  }
  return out;
}

std::vector<Caption> ClipExplainer::captions(const Clip& clip, int beams) {
  const CaptionRules& rules = caption_rules(impl_->card);
  const Clip* const one[] = {&clip};
  const at::Tensor x = impl_->model.encoded(to_input(one, impl_->card, impl_->device));
  std::vector<Caption> found;
  for (const FoundCaption& caption : search_captions(
           rules, beams, [&](const auto& begun) { return next_words(impl_->model, x, begun); }))
    found.push_back({text_of(caption.words, rules), caption.log_probability});
  return found;
}

void ClipExplainer::explain_caption(const std::string& text) {
  const CaptionRules& rules = caption_rules(impl_->card);
  const std::vector<int64_t> words = words_of(text, rules);
  impl_->model.take_caption(words);
  impl_->card.labels = {text_of(words, rules)};
  for (const int64_t word : words)
    impl_->card.labels.push_back(rules.vocabulary[static_cast<size_t>(word)]);
  impl_->facts.classes = 0;  // seen anew in the next pass
  impl_->facts.further = impl_->options.further;
  if (impl_->card.has_decoder()) impl_->facts.further.emplace_back("decoder", rules.decoder);
  impl_->facts.further.emplace_back("caption", impl_->card.labels[0]);
}

NpyArray ClipExplainer::model_input(const Clip& clip) const {
  const Clip* const one[] = {&clip};
  const at::Tensor x = to_input(one, impl_->card).squeeze(0).contiguous();
  return {x.sizes().vec(), {x.const_data_ptr<float>(), x.const_data_ptr<float>() + x.numel()}};
}

std::vector<ClipExplanation> ClipExplainer::explain(const NpyArray& input,
                                                    std::span<const TargetSpec> targets) {
  const at::Tensor x = tensor_input(input, impl_->card);
  std::vector<ClipExplanation> out;
  for (const at::Tensor& batch : x.split(kTensorBatch)) {
    const std::vector<std::vector<TargetSpec>> each(static_cast<size_t>(batch.size(0)),
                                                    {targets.begin(), targets.end()});
    for (auto& clip : impl_->explain(batch, each)) out.push_back(std::move(clip));
  }
  return out;
}

std::vector<std::vector<double>> ClipExplainer::probabilities(const NpyArray& input) {
  std::vector<std::vector<double>> out;
  for (const at::Tensor& batch : tensor_input(input, impl_->card).split(kTensorBatch))
    for (auto& row : impl_->probabilities(batch)) out.push_back(std::move(row));
  return out;
}

}  // namespace vidcam
