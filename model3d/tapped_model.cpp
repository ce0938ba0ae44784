#include "model3d/tapped_model.h"

#include <ATen/ATen.h>
#include <torch/csrc/jit/passes/dead_code_elimination.h>
#include <torch/csrc/jit/runtime/interpreter.h>

#include <algorithm>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include "model3d/archive.h"
#include "model3d/caption_decoder.h"
#include "model3d/caption_scores.h"
#include "model3d/graph_constants.h"
#include "model3d/graph_excitation.h"
#include "model3d/graph_gates.h"
#include "model3d/graph_output.h"
#include "model3d/graph_run.h"
#include "model3d/graph_split.h"
#include "model3d/graph_tap.h"
#include "model3d/layer_choice.h"
#include "model3d/linearity.h"
#include "model3d/narrow_trunk.h"
#include "model3d/score_table.h"
#include "pipeline/base/error.h"
#include "pipeline/base/nearest.h"

namespace vidcam {

namespace {

using detail::LayerName;
using detail::ModelGraph;
using detail::ScoreOutput;
using detail::Tape;

[[noreturn]] void refuse(const std::string& reason) { throw Error(ExitCode::Unusable, reason); }

ModelGraph load_graph(const std::string& path, const ModelCard& card, c10::Device device) {
  auto module = detail::load_module(path);
  module.to(device);
  return detail::read_graph(std::move(module), path, {card.further_inputs(), card.clip_inputs()});
}

struct Parts {
  std::optional<detail::GraphRunner> before;  // where anything crosses
  detail::GraphRunner behind;
};

}  // namespace

struct TappedModel::Impl {
  Impl(const std::string& model_path, const ModelCard& model_card, const TapOptions& options);

  [[nodiscard]] at::Tensor scores(const detail::GraphRunner& graph, const at::Tensor& input,
                                  Tape& tape) const;
  [[nodiscard]] detail::ModelInput all_of(const at::Tensor& input) const;
  // The graph's output as a table of class scores, or their logarithms where they are
  // probabilities; of a caption model as the scores of its caption.
  [[nodiscard]] at::Tensor as_logits(at::Tensor s, int64_t rows,
                                     ReluRule rule = ReluRule::Plain) const;
  // The graph cut behind the tap, on the first call; nothing where it cannot be cut.
  [[nodiscard]] const std::optional<Parts>& parts() const;
  void refuse_lossy(const std::vector<torch::jit::Value*>& sources, const std::string& from,
                    const std::string& advice) const;
  // The graph whose ReLUs follow the rule; on the first call it is checked, and made.
  [[nodiscard]] const detail::GraphRunner& runner_for(ReluRule rule) const;
  [[nodiscard]] const detail::GraphRunner& runner_for(Precision precision) const;
  [[nodiscard]] Tape new_tape(const at::Tensor& input) const;
  void check_slot(const Tape::Slot& slot, const LayerName& layer, const at::Tensor& logits) const;
  // What the tape of a pass has recorded.
  [[nodiscard]] std::vector<TappedForward> recorded(Tape& tape, const at::Tensor& logits) const;
  // The graph of winning probabilities; on the first call it is made, and checked.
  [[nodiscard]] const detail::GraphRunner& excited_runner(bool negated) const;

  std::string path;
  ModelCard card;
  c10::Device device;
  std::vector<at::Tensor> further;
  std::optional<CaptionTokens> caption;
  std::optional<detail::CaptionDecoder> decoder;
  ModelGraph model;
  ScoreOutput output;
  std::vector<LayerName> layers;
  std::vector<std::string> layer_names;
  std::string layer_text;
  std::string tap;
  bool linear = false;
  std::optional<detail::GraphRunner> runner;
  mutable std::once_flag split_once, input_checked, gates_made, excited_made;
  mutable std::optional<Parts> split_parts;
  mutable std::optional<detail::GraphRunner> gated, excited;
  mutable bool can_be_negated = false;
  detail::NarrowTrunk narrow;
};

TappedModel::Impl::Impl(const std::string& model_path, const ModelCard& model_card,
                        const TapOptions& options)
    : path(model_path),
      card(model_card),
      device(options.device),
      model(load_graph(path, card, device)) {
  if (card.has_decoder()) decoder.emplace(card, device);
  output = detail::select_scores(model, card, path);
  detail::place_constants(model, device);
  layers = detail::choose_layers(model, card, options, path);
  const auto placed = detail::place_taps(model, layers, options.rectified, path);
  for (const LayerName& layer : layers) layer_names.push_back(layer.text());
  layer_text = detail::comma_list(layer_names);
  tap = detail::tap_text(placed);
  torch::jit::EliminateDeadCode(model.graph->block());
  linear = !decoder;
  for (size_t i = 0; i < layers.size(); ++i) {
    const auto& outputs = placed[i].outputs;
    refuse_lossy(outputs, "layer '" + layers[i].text() + "'", "tap a layer behind it");
    linear = linear && detail::is_piecewise_linear(model, outputs, model.graph->outputs()[0]);
  }
  if (decoder)
    model.notes.insert(model.notes.end(), decoder->notes().begin(), decoder->notes().end());
  runner.emplace(model, detail::as_it_runs(model.graph, device), card, path);
  narrow = detail::narrow_trunk(model, options.narrow, device, card, path);
}

const std::optional<Parts>& TappedModel::Impl::parts() const {
  std::call_once(split_once, [this] {
    const auto split = detail::split_at_tap(model);
    if (!split) return;
    split_parts.emplace(Parts{{}, {model, split->behind, card, path}});
    if (split->crossing > 0) split_parts->before.emplace(model, split->before, card, path);
  });
  return split_parts;
}

void TappedModel::Impl::refuse_lossy(const std::vector<torch::jit::Value*>& sources,
                                     const std::string& from, const std::string& advice) const {
  const auto lossy = detail::operators_without_gradient(model, sources, model.graph->outputs()[0]);
  if (lossy.empty()) return;
  refuse(path + ": no gradient passes through " + joined(lossy) + ", which stands between " + from +
         " and the scores; " + advice);
}

const detail::GraphRunner& TappedModel::Impl::runner_for(ReluRule rule) const {
  std::call_once(input_checked, [this] {
    const auto inputs = model.graph->inputs().slice(1, model.clip_inputs);
    refuse_lossy(inputs.vec(), "the input", "use a method that explains a layer behind it");
  });
  if (rule == ReluRule::Plain) return *runner;
  std::call_once(gates_made,
                 [this] { gated.emplace(model, detail::with_gates(model), card, path); });
  return *gated;
}

const detail::GraphRunner& TappedModel::Impl::excited_runner(bool negated) const {
  std::call_once(excited_made, [this] {
    if (card.caption)
      refuse(path +
             ": the score of a caption is no unit of the model, so that excitation backprop " +
             "has nowhere to start; use another method");
    const auto made = detail::with_excitation(model);
    if (!made.without_rule.empty())
      refuse(path + ": excitation backprop has no rule for " + joined(made.without_rule) +
             " between layer '" + layer_text +
             "' and the scores; tap a layer behind it, or use another method");
    can_be_negated = made.can_be_negated;
    excited.emplace(model, made.graph, card, path);
  });
  if (negated && !can_be_negated)
    refuse(path + ": no layer with weights stands between layer '" + layer_text +
           "' and the scores, so that they have no dual to contrast with; tap an earlier layer, or "
           "use excitation-backprop");
  return *excited;
}

const detail::GraphRunner& TappedModel::Impl::runner_for(Precision precision) const {
  if (precision == Precision::Float32) return *runner;
  if (!narrow.runner || precision != narrow.precision)
    refuse(path + ": the layers before '" + layer_text + "' cannot run in " +
           detail::long_name(precision) + ": " +
           (precision == narrow.precision ? narrow.refusal : "it was not asked for"));
  return *narrow.runner;
}

at::Tensor TappedModel::Impl::scores(const detail::GraphRunner& graph, const at::Tensor& input,
                                     Tape& tape) const {
  at::Tensor s = graph.run(all_of(input), tape);
  if (!tape.refusal.empty()) {
    refuse(path + ": layer '" + layer_text + "' gives " + tape.refusal +
           ", which has no gradient; tap another layer");
  }
  return as_logits(std::move(s), input.size(0), tape.rule);
}

detail::ModelInput TappedModel::Impl::all_of(const at::Tensor& input) const {
  if (further.size() != card.further.size())
    throw std::logic_error("the model's further inputs were not given");
  if (card.caption && !caption)
    throw Error(ExitCode::Usage, path + ": the model writes captions; use vidcam caption");
  detail::ModelInput all(input.to(device), further);
  if (caption && !decoder) all.further.push_back(caption->taken);
  return all;
}

at::Tensor TappedModel::Impl::as_logits(at::Tensor s, int64_t rows, ReluRule rule) const {
  if (caption) {
    if (decoder) s = decoder->scores(s, caption->taken, rule);
    detail::check_word_scores(s, rows, card, path);
    return caption_scores(s, *caption);
  }
  s = detail::class_table(std::move(s), rows, path);
  if (output.logits) return s;
  return s.clamp_min(std::numeric_limits<float>::min()).log();
}

Tape TappedModel::Impl::new_tape(const at::Tensor& input) const {
  Tape tape;
  tape.hints = {input.sizes().slice(2).vec(), card.layer_grid};
  tape.slots.resize(layers.size());
  for (size_t i = 0; i < layers.size(); ++i) tape.slots[i].wanted = layers[i].call;
  return tape;
}

void TappedModel::Impl::check_slot(const Tape::Slot& slot, const LayerName& layer,
                                   const at::Tensor& logits) const {
  const std::string named = path + ": layer '" + layer.text() + "' ";
  if (slot.leaves.empty() && slot.calls > 0) {
    refuse(named + "ran only " + std::to_string(slot.calls) +
           (slot.calls == 1 ? " time" : " times") + "; its executions are counted from #0");
  }
  if (slot.leaves.empty())
    refuse(named + "did not run on this input, or nothing reads what it gives");
  if (slot.wanted == detail::kEveryCall && slot.calls == 1)
    refuse(
        named +
        "runs once, so there are no steps to tell apart; explain it without, or name a layer that "
        "is called several times (`vidcam layers` lists the calls)");
  if (!logits.requires_grad())
    refuse(named + "does not reach the scores in a differentiable way; tap another layer");
}

std::vector<TappedForward> TappedModel::Impl::recorded(Tape& tape, const at::Tensor& logits) const {
  std::vector<TappedForward> passes;
  for (size_t i = 0; i < tape.slots.size(); ++i) {
    Tape::Slot& slot = tape.slots[i];
    check_slot(slot, layers[i], logits);
    const std::string leaf =
        layers.size() == 1 ? "the tapped layer" : "layer '" + layer_names[i] + "'";
    // Of the last call, or of all of them, the last leaf is the last call's.
    int64_t call = slot.wanted >= 0 ? slot.wanted : slot.calls - std::ssize(slot.leaves);
    for (at::Tensor& A : slot.leaves)
      passes.push_back({logits, std::move(A), call++, leaf, i, slot.layout});
  }
  return passes;
}

TappedModel::TappedModel(const std::string& model_path, const ModelCard& card,
                         const TapOptions& options)
    : impl_(std::make_unique<Impl>(model_path, card, options)) {}
TappedModel::~TappedModel() = default;
TappedModel::TappedModel(TappedModel&&) noexcept = default;
TappedModel& TappedModel::operator=(TappedModel&&) noexcept = default;

void TappedModel::give(std::vector<at::Tensor> further) {
  for (at::Tensor& one : further) one = one.to(impl_->device);
  impl_->further = std::move(further);
}

void TappedModel::take_caption(const std::vector<int64_t>& words) {
  impl_->caption = caption_tokens(words, impl_->card.caption.value());
}

at::Tensor TappedModel::encoded(const at::Tensor& input) const {
  if (!impl_->decoder) return input;
  const at::NoGradGuard off;
  Tape tape;
  tape.record = false;
  return impl_->runner->run({input.to(impl_->device), impl_->further}, tape);
}

at::Tensor TappedModel::next_words(const at::Tensor& encoded, const at::Tensor& begun) const {
  const at::NoGradGuard off;
  Tape tape;
  tape.record = false;
  std::vector<int64_t> sizes = encoded.sizes().vec();
  sizes.at(0) = begun.size(0);
  detail::ModelInput all(encoded.to(impl_->device).expand(sizes), impl_->further);
  all.further.push_back(begun);
  const at::Tensor s =
      impl_->decoder ? impl_->decoder->scores(all.clips, begun) : impl_->runner->run(all, tape);
  detail::check_word_scores(s, begun.size(0), impl_->card, impl_->path);
  return s.select(1, s.size(1) - 1).log_softmax(-1, at::kDouble).to(at::kCPU);
}

const std::string& TappedModel::layer() const { return impl_->layer_text; }
const std::vector<std::string>& TappedModel::layers() const { return impl_->layer_names; }
const std::string& TappedModel::tap() const { return impl_->tap; }
bool TappedModel::piecewise_linear() const { return impl_->linear; }
bool TappedModel::logits_are_real() const { return impl_->output.logits; }
const std::vector<std::string>& TappedModel::notes() const { return impl_->model.notes; }

const std::string& TappedModel::narrow_refusal() const { return impl_->narrow.refusal; }
int64_t TappedModel::narrow_weights() const { return impl_->narrow.weights; }

TappedForward TappedModel::forward(const at::Tensor& input, Precision precision) const {
  return forward_all(input, precision).front();
}

std::vector<TappedForward> TappedModel::forward_all(const at::Tensor& input,
                                                    Precision precision) const {
  const at::AutoGradMode on(true);
  Tape tape = impl_->new_tape(input);
  const at::Tensor logits = impl_->scores(impl_->runner_for(precision), input, tape);
  return impl_->recorded(tape, logits);
}

std::vector<TappedForward> TappedModel::forward_excited(const at::Tensor& input,
                                                        bool negated) const {
  const at::AutoGradMode on(true);
  Tape tape = impl_->new_tape(input);
  tape.negated = negated;
  at::Tensor s = impl_->excited_runner(negated).run(impl_->all_of(input), tape);
  return impl_->recorded(tape, detail::class_table(std::move(s), input.size(0), impl_->path));
}

TappedForward TappedModel::forward_from_input(const at::Tensor& input, ReluRule rule) const {
  const at::AutoGradMode on(true);
  Tape tape;
  tape.record = false;
  tape.rule = rule;
  const auto& graph = impl_->runner_for(rule);
  at::Tensor leaf = input.detach().to(impl_->device).requires_grad_(true);
  // A copy goes on: the model may write to what it is given.
  at::Tensor logits = impl_->scores(graph, leaf.clone(), tape);
  return {std::move(logits), std::move(leaf), 0, "the input"};
}

std::string TappedModel::rule_note() const { return detail::gate_note(impl_->model); }

at::Tensor TappedModel::logits(const at::Tensor& input, Precision precision) const {
  const at::NoGradGuard off;
  Tape tape;
  tape.record = false;
  return impl_->scores(impl_->runner_for(precision), input, tape);
}

bool TappedModel::all_passes_the_layer() const {
  return impl_->parts().has_value() && !impl_->parts()->before && impl_->card.further_inputs() == 0;
}

LayerHead TappedModel::head(const at::Tensor& input, const TappedForward& forward) const {
  return {*impl_, input, forward};
}

LayerHead::LayerHead(const TappedModel::Impl& model, at::Tensor input, const TappedForward& forward)
    : model_(model),
      input_(std::move(input)),
      call_(forward.call),
      layer_(forward.layer),
      layout_(forward.layout),
      alone_(layout_.skipped == 0 && model.parts().has_value()) {
  if (!alone_ || !model.parts()->before) return;
  const at::NoGradGuard off;
  Tape tape;
  tape.record = false;
  crossing_ = model.parts()->before->outputs(model.all_of(input_), tape);
}

at::Tensor LayerHead::logits(const at::Tensor& activations) const {
  const at::NoGradGuard off;
  Tape tape = model_.new_tape(input_);
  tape.slots[layer_].wanted = call_;
  tape.replacement = activations;
  tape.replaced = layer_;
  if (!alone_) return model_.scores(*model_.runner, input_, tape);
  std::vector<c10::IValue> given = crossing_;
  given.emplace_back(from_maps(activations, layout_));  // new: the first operator may write to it
  const auto& behind = model_.parts()->behind;
  const auto outputs = behind.outputs(model_.all_of(input_), tape, given);
  return model_.as_logits(behind.scores(outputs), activations.size(0));
}

}  // namespace vidcam
