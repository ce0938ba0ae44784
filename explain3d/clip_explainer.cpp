#include "explain3d/clip_explainer.h"

#include <ATen/core/Tensor.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "explain3d/caption_search.h"
#include "explain3d/caption_words.h"
#include "explain3d/device_explainer.h"
#include "explain3d/in_parts.h"
#include "explain3d/tensor_input.h"
#include "model3d/device.h"
#include "model3d/preprocess.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {
namespace {

constexpr int64_t kTensorBatch = 8;  // clips of a tensor input run at once

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

ExplainOptions on_device(ExplainOptions options, const std::string& device) {
  options.device = device;
  return options;
}

PrecisionRequest request_of(Precision chosen) {
  if (chosen == Precision::Int8) return PrecisionRequest::Int8;
  return chosen == Precision::BFloat16 ? PrecisionRequest::BFloat16 : PrecisionRequest::Float32;
}

}  // namespace

struct ClipExplainer::Impl {
  explicit Impl(const ExplainOptions& options);

  [[nodiscard]] DeviceExplainer& on(size_t device) {
    return device == 0 ? first : *others[device - 1];
  }
  // Clips that are to run before the other devices are there: the first one's choice of precision
  // holds for all, or the maps would differ.
  [[nodiscard]] size_t alone(size_t clips) const;
  void load_others();
  void take_warnings();
  // work(explainer, from, count) of each device's part of `items`, one after the other.
  template <class Result, class Work>
  [[nodiscard]] std::vector<Result> on_all(size_t items, const Work& work);

  std::vector<std::string> devices;  // resolved before LibTorch is first used: model3d/device.h
  DeviceExplainer first;
  std::vector<std::unique_ptr<DeviceExplainer>> others;
};

ClipExplainer::Impl::Impl(const ExplainOptions& options)
    : devices(resolve_devices(options.device)), first(on_device(options, devices.front())) {
  if (devices.size() == 1) return;
  if (first.card.caption)
    throw Error(ExitCode::Usage, "--device " + options.device +
                                     ": a model that writes captions runs on one device; name one");
  first.facts.device = joined(devices, ",");
}

size_t ClipExplainer::Impl::alone(size_t clips) const {
  const bool all_there = others.size() + 1 == devices.size();
  return all_there ? 0 : std::min(clips, static_cast<size_t>(first.facts.batch));
}

void ClipExplainer::Impl::load_others() {
  while (others.size() + 1 < devices.size()) {
    ExplainOptions options = on_device(first.options, devices[others.size() + 1]);
    options.precision = request_of(first.trunk.chosen());
    others.push_back(std::make_unique<DeviceExplainer>(options));
  }
}

void ClipExplainer::Impl::take_warnings() {
  std::vector<std::string>& said = first.facts.warnings;
  for (const auto& other : others)
    for (const std::string& warning : other->facts.warnings)
      if (std::find(said.begin(), said.end(), warning) == said.end()) said.push_back(warning);
}

template <class Result, class Work>
std::vector<Result> ClipExplainer::Impl::on_all(size_t items, const Work& work) {
  auto results = in_parts<Result>(items, devices.size(), [&](size_t device, size_t from, size_t n) {
    return work(on(device), from, n);
  });
  take_warnings();
  return results;
}

ClipExplainer::ClipExplainer(const ExplainOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}
ClipExplainer::~ClipExplainer() = default;
ClipExplainer::ClipExplainer(ClipExplainer&&) noexcept = default;
ClipExplainer& ClipExplainer::operator=(ClipExplainer&&) noexcept = default;

const ModelCard& ClipExplainer::card() const { return impl_->first.card; }
const ModelFacts& ClipExplainer::facts() const { return impl_->first.facts; }

int ClipExplainer::batch() const {
  return impl_->first.facts.batch * static_cast<int>(impl_->devices.size());
}

void ClipExplainer::on_progress(MethodProgressCallback callback) {
  impl_->first.maker.on_progress = std::move(callback);
}

int ClipExplainer::class_index(const std::string& label) const {
  const auto& labels = impl_->first.card.labels;
  const std::string& source = impl_->first.card.source;
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
  const size_t alone = impl_->alone(clips.size());
  auto out = impl_->first.explain(clips.first(alone), targets.first(alone));
  impl_->load_others();
  const auto rest = impl_->on_all<ClipExplanation>(
      clips.size() - alone, [&](DeviceExplainer& device, size_t from, size_t n) {
        return device.explain(clips.subspan(alone + from, n), targets.subspan(alone + from, n));
      });
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

std::vector<std::vector<double>> ClipExplainer::probabilities(std::span<const Clip* const> clips) {
  const size_t alone = impl_->alone(clips.size());
  auto out = impl_->first.probabilities(clips.first(alone));
  impl_->load_others();
  const auto rest = impl_->on_all<std::vector<double>>(
      clips.size() - alone, [&](DeviceExplainer& device, size_t from, size_t n) {
        return device.probabilities(clips.subspan(alone + from, n));
      });
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

std::vector<double> ClipExplainer::confidences(std::span<const Clip* const> clips,
                                               std::span<const MaskedClip> masked,
                                               MaskSpace space) {
  const size_t alone = impl_->alone(masked.size());
  auto out = impl_->first.confidences(clips, masked.first(alone), space);
  impl_->load_others();
  const auto rest = impl_->on_all<double>(
      masked.size() - alone, [&](DeviceExplainer& device, size_t from, size_t n) {
        return device.confidences(clips, masked.subspan(alone + from, n), space);
      });
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

std::vector<Caption> ClipExplainer::captions(const Clip& clip, int beams) {
  const CaptionRules& rules = caption_rules(impl_->first.card);
  const Clip* const one[] = {&clip};
  const at::Tensor x =
      impl_->first.model.encoded(to_input(one, impl_->first.card, impl_->first.options.device));
  std::vector<Caption> found;
  for (const FoundCaption& caption : search_captions(rules, beams, [&](const auto& begun) {
         return next_words(impl_->first.model, x, begun);
       }))
    found.push_back({text_of(caption.words, rules), caption.log_probability});
  return found;
}

void ClipExplainer::explain_caption(const std::string& text) {
  const CaptionRules& rules = caption_rules(impl_->first.card);
  const std::vector<int64_t> words = words_of(text, rules);
  impl_->first.model.take_caption(words);
  impl_->first.card.labels = {text_of(words, rules)};
  for (const int64_t word : words)
    impl_->first.card.labels.push_back(rules.vocabulary[static_cast<size_t>(word)]);
  impl_->first.facts.classes = 0;  // seen anew in the next pass
  impl_->first.facts.further = impl_->first.options.further;
  if (impl_->first.card.has_decoder())
    impl_->first.facts.further.emplace_back("decoder", rules.decoder);
  impl_->first.facts.further.emplace_back("caption", impl_->first.card.labels[0]);
}

NpyArray ClipExplainer::model_input(const Clip& clip) const {
  const Clip* const one[] = {&clip};
  const at::Tensor x = to_input(one, impl_->first.card).squeeze(0).contiguous();
  return {x.sizes().vec(), {x.const_data_ptr<float>(), x.const_data_ptr<float>() + x.numel()}};
}

std::vector<ClipExplanation> ClipExplainer::explain(const NpyArray& input,
                                                    std::span<const TargetSpec> targets) {
  const at::Tensor x = tensor_input(input, impl_->first.card);
  std::vector<ClipExplanation> out;
  for (const at::Tensor& batch : x.split(kTensorBatch)) {
    const std::vector<std::vector<TargetSpec>> each(static_cast<size_t>(batch.size(0)),
                                                    {targets.begin(), targets.end()});
    for (auto& clip : impl_->first.explain(batch, each)) out.push_back(std::move(clip));
  }
  return out;
}

std::vector<std::vector<double>> ClipExplainer::probabilities(const NpyArray& input) {
  std::vector<std::vector<double>> out;
  for (const at::Tensor& batch : tensor_input(input, impl_->first.card).split(kTensorBatch))
    for (auto& row : impl_->first.probabilities(batch)) out.push_back(std::move(row));
  return out;
}

std::vector<double> ClipExplainer::confidences(const NpyArray& input,
                                               std::span<const MaskedClip> masked,
                                               MaskSpace space) {
  return impl_->first.confidences(tensor_input(input, impl_->first.card), masked, space);
}

}  // namespace vidcam
