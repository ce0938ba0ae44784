#include "explain3d/clip_explainer.h"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "explain3d/class_scores.h"
#include "explain3d/evidence.h"
#include "explain3d/given_inputs.h"
#include "explain3d/map_summary.h"
#include "explain3d/masked_input.h"
#include "explain3d/methods.h"
#include "explain3d/model_facts.h"
#include "explain3d/model_probe.h"
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

bool asks_model(const std::vector<const Explainer*>& methods) {
  return std::any_of(methods.begin(), methods.end(),
                     [](const Explainer* m) { return !m->info().cost.empty(); });
}

ExplainOptions with_sizes(ExplainOptions options, const ClipSpec& input) {
  options.occlusion = resolved(options.occlusion, input);
  return options;
}

// As many targets for each clip, or nothing could be said about "target k of the batch".
void check_targets(size_t clips, std::span<const std::vector<TargetSpec>> targets) {
  const bool fits = targets.size() == clips &&
                    std::all_of(targets.begin(), targets.end(),
                                [&](const auto& t) { return t.size() == targets[0].size(); });
  if (!fits)
    throw std::invalid_argument("explain: each clip needs a list of targets, all equally long");
}

// One forward pass of a batch, and what is asked about it.
struct Pass {
  const TappedForward& forward;
  const ClassScores& scores;
  std::span<const std::vector<TargetSpec>> targets;
  InputSize size;
  ModelProbe& probe;
};

}  // namespace

struct ClipExplainer::Impl {
  explicit Impl(const ExplainOptions& wanted);

  [[nodiscard]] at::Tensor padded(const at::Tensor& input) const;
  [[nodiscard]] std::vector<std::vector<double>> probabilities(const at::Tensor& input);
  [[nodiscard]] std::vector<double> confidences(std::span<const Clip* const> clips,
                                                std::span<const MaskedClip> masked,
                                                const at::Tensor& nothing);
  [[nodiscard]] std::vector<ClipExplanation> explain(
      const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets);
  void explain_target(size_t k, const Pass& pass, std::vector<ClipExplanation>& out);
  void add_maps(const Evidence& evidence, size_t k, const InputSize& size,
                std::vector<ClipExplanation>& out);
  [[nodiscard]] Maps maps_of(const Explainer& method, const Evidence& evidence);
  void model_asked(int64_t clips);
  void warn_about(const MethodMap& map);

  std::vector<const Explainer*> methods;
  std::string device;  // resolved before LibTorch is first used: see model3d/device.h
  ModelCard card;
  ExplainOptions options;
  TappedModel model;
  TrunkPrecision trunk;
  ModelFacts facts;
  MethodProgressCallback on_progress;
  MethodProgress progress;
  std::set<std::string> warned;  // methods whose poor condition was said
};

ClipExplainer::Impl::Impl(const ExplainOptions& wanted)
    : methods(find_methods(wanted.methods)),
      device(resolve_device(wanted.device)),
      card(find_card(wanted.model_path, wanted.card)),
      options(with_sizes(wanted, card.clip)),
      model(
          options.model_path, card,
          {options.layer, options.rectified, device, worth_trying_bf16(options.precision, device)}),
      trunk(options.precision, model, device),
      facts(loaded_facts(options, model, device, methods)) {
  if (options.threads > 0) at::set_num_threads(options.threads);
  model.give(encode_given(options.further, card, facts.warnings));
}

// fp32 conv3d with a batch of 1 leaves oneDNN for a slow path in several layers: never run it.
at::Tensor ClipExplainer::Impl::padded(const at::Tensor& input) const {
  const bool alone = input.size(0) == 1 && input.dim() == 5 && device == "cpu";
  return alone ? at::cat({input, input}) : input;
}

std::vector<std::vector<double>> ClipExplainer::Impl::probabilities(const at::Tensor& input) {
  const ClassScores scores(trunk.logits(padded(input)), card.labels);
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
  const ClassScores scores(trunk.logits(padded(input)), card.labels);
  std::vector<double> out;
  for (size_t i = 0; i < masked.size(); ++i) {
    const int index = scores.resolve(i, {TargetSpec::Kind::Class, masked[i].class_index});
    out.push_back(scores.at(i, index).probability);
  }
  return out;
}

std::vector<ClipExplanation> ClipExplainer::Impl::explain(
    const at::Tensor& input, std::span<const std::vector<TargetSpec>> targets) {
  const at::Tensor batch = padded(input);
  const TappedForward forward = trunk.forward(batch);
  check_feature_maps(forward.activations, batch.size(0), options.model_path, facts.layer);
  if (facts.classes == 0) add_shapes(facts, forward, trunk, card);

  const ClassScores scores(forward.logits, card.labels);
  std::vector<ClipExplanation> out(targets.size());
  for (size_t n = 0; n < out.size(); ++n) out[n].top = scores.top(n, kTop);
  ModelProbe probe({model, forward, batch, input.size(0), facts.batch, options.score,
                    [this](int64_t clips) { model_asked(clips); }, mid_grey(card), trunk.chosen()});
  const Pass pass{forward, scores, targets, size_of(input), probe};
  for (size_t k = 0; k < targets[0].size(); ++k) explain_target(k, pass, out);
  return out;
}

void ClipExplainer::Impl::explain_target(size_t k, const Pass& pass,
                                         std::vector<ClipExplanation>& out) {
  const auto& [forward, scores, targets, size, probe] = pass;
  std::vector<int64_t> classes;
  for (size_t n = 0; n < out.size(); ++n) classes.push_back(scores.resolve(n, targets[n][k]));
  // The rows behind the clips are padding.
  classes.resize(static_cast<size_t>(forward.logits.size(0)), classes.back());

  const at::AutoGradMode tape_on(true);  // thread-local: set where it is needed
  const at::Tensor S = selected_scores(forward.logits, classes, options.score);
  const bool last = k + 1 == targets[0].size();
  const at::Tensor g = gradient(forward, S, /*keep=*/!last || asks_model(methods));
  const at::NoGradGuard tape_off;
  const at::Tensor values = S.detach().to(at::kCPU, at::kDouble).contiguous();
  for (size_t n = 0; n < out.size(); ++n) {
    out[n].targets.push_back(
        {scores.at(n, static_cast<int>(classes[n])), values.const_data_ptr<double>()[n], {}});
  }
  const auto clips = static_cast<int64_t>(out.size());
  probe.aim(std::span(classes).first(out.size()), S.detach().narrow(0, 0, clips));
  add_maps(make_evidence(forward.activations.narrow(0, 0, clips), g.narrow(0, 0, clips), &probe), k,
           size, out);
}

void ClipExplainer::Impl::add_maps(const Evidence& evidence, size_t k, const InputSize& size,
                                   std::vector<ClipExplanation>& out) {
  const at::Tensor finite = finite_clips(evidence);
  for (const Explainer* method : methods) {
    const Maps maps = maps_of(*method, evidence);
    auto summaries = summarize(method->info().name, maps, finite, size);
    for (size_t n = 0; n < out.size(); ++n) {
      warn_about(summaries[n]);
      out[n].targets[k].maps.push_back(std::move(summaries[n]));
    }
  }
}

Maps ClipExplainer::Impl::maps_of(const Explainer& method, const Evidence& evidence) {
  const CamOptions cam = cam_options(options);
  progress = {method.info().name, 0, method.further_clips(evidence, cam)};
  model_asked(0);
  return method.explain(evidence, cam);
}

void ClipExplainer::Impl::model_asked(int64_t clips) {
  progress.done += clips;
  if (on_progress && progress.total > 0) on_progress(progress);
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
  impl_->on_progress = std::move(callback);
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
