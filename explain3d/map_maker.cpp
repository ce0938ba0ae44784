#include "explain3d/map_maker.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/stack.h>

#include <algorithm>

#include "explain3d/class_scores.h"
#include "explain3d/evidence.h"
#include "explain3d/map_summary.h"
#include "explain3d/model_facts.h"
#include "explain3d/smoothing.h"
#include "explain3d/steps.h"
#include "model3d/preprocess.h"
#include "model3d/score_gradients.h"
#include "pipeline/base/error.h"

namespace vidcam {
namespace {

bool asks_model(const std::vector<const Explainer*>& methods) {
  return std::any_of(methods.begin(), methods.end(),
                     [](const Explainer* m) { return !m->info().cost.empty(); });
}

// Class activation maps on the grid that their form wants them on.
MapTable in_form(MapTable table, const InputSize& size, const HeatForm& form) {
  add_step_ranges(table);
  if (form.keeps_grid()) return table;
  for (auto& target : table)
    for (Maps& maps : target)
      if (!maps.formed && maps.shown == Shown::Range)
        maps.L = formed(maps.L, size, form, maps.relu);
  return table;
}

// Keras's habit: a gradient whose mean square is 1, each clip's own; over all calls of the layer,
// so that their maps can still be compared.
void over_rms(std::vector<at::Tensor>& gradients) {
  at::Tensor squares;  // [N], mean over the calls
  for (const at::Tensor& g : gradients) {
    const at::Tensor of_call = g.square().flatten(1).mean(1) / std::ssize(gradients);
    squares = squares.defined() ? squares + of_call : of_call;
  }
  for (at::Tensor& g : gradients) {
    std::vector<int64_t> one_each(static_cast<size_t>(g.dim()), 1);
    one_each[0] = g.size(0);
    g = g / (squares.sqrt() + 1e-5).view(one_each);
  }
}

// [N, C, 2]: w_k (per step: the mean of its steps), and the mean of w_k A^k over all positions.
at::Tensor channels_of(const at::Tensor& w, const at::Tensor& A) {
  return at::stack({w.mean({2, 3, 4}), (w * A).mean({2, 3, 4})}, 2);
}

void check_channels(const std::vector<Maps>& maps) {
  const bool any =
      std::any_of(maps.begin(), maps.end(), [](const Maps& one) { return one.channels.defined(); });
  if (!any)
    throw Error(ExitCode::Usage,
                "--channels: none of these methods weighs whole channels; name one that does, as "
                "gradcam or gradcam++");
}

}  // namespace

std::vector<TappedForward> MapMaker::pass_of(const at::Tensor& batch) {
  std::vector<TappedForward> pass = setup_.trunk.forward_all(batch);
  for (const TappedForward& layer : pass)
    check_feature_maps(layer.activations, batch.size(0), setup_.options.model_path,
                       setup_.model.layers()[layer.layer], layer.layout.note);
  if (setup_.options.steps) check_step_maps(pass, setup_.options.model_path, setup_.model.layer());
  if (setup_.facts.classes == 0) {
    add_shapes(setup_.facts, pass, setup_.trunk, setup_.card);
    for (const TappedForward& layer : pass)
      if (!layer.layout.note.empty())
        setup_.facts.warnings.push_back("layer '" + setup_.model.layers()[layer.layer] + "' " +
                                        layer.layout.note);
  }
  return pass;
}

MapTable MapMaker::smoothed(const Question& question) {
  MapMean mean;
  Question sample = question;
  for (int i = 0; i < setup_.options.smoothing.samples; ++i) {
    sample.batch = noisy(question.batch, setup_.options.smoothing, i);
    mean.add(fused_of(sample, pass_of(sample.batch)));
  }
  return in_form(mean.take(), question.size, setup_.options.form);
}

MapTable MapMaker::fused_of(const Question& question, const std::vector<TappedForward>& pass) {
  if (setup_.options.steps) return maps_of_calls(question, pass, /*keep=*/false);
  std::vector<MapTable> layers;
  layers.reserve(pass.size());
  for (const TappedForward& layer : pass)
    layers.push_back(maps_of_calls(question, {&layer, 1}, /*keep=*/&layer != &pass.back()));
  return fused(std::move(layers), setup_.options.fuse, question.size, setup_.options.form);
}

std::vector<ModelProbe> MapMaker::probes_of(const Question& question,
                                            std::span<const TappedForward> calls) {
  std::vector<ModelProbe> probes;
  probes.reserve(calls.size());
  for (const TappedForward& call : calls)
    probes.push_back(
        ModelProbe({setup_.model, call, question.batch, setup_.facts.batch, setup_.options.score,
                    [this](int64_t asked) { model_asked(asked); }, mid_grey(setup_.card),
                    setup_.trunk.chosen(), calls.size()}));
  return probes;
}

// [target] of [N]
std::vector<at::Tensor> MapMaker::scores_of(const std::vector<ScoreAim>& aims,
                                            const at::Tensor& logits) const {
  const at::AutoGradMode tape_on(true);  // thread-local: set where it is needed
  std::vector<at::Tensor> scores;
  scores.reserve(aims.size());
  for (const ScoreAim& aim : aims)
    scores.push_back(selected_scores(logits, aim, setup_.options.score));
  return scores;
}

// Of one layer, at one call of it or at several. keep: the tape is needed for further layers.
MapTable MapMaker::maps_of_calls(const Question& question, std::span<const TappedForward> calls,
                                 bool keep) {
  std::vector<ModelProbe> probes = probes_of(question, calls);
  std::vector<MapTable> maps(calls.size());
  const std::vector<at::Tensor> scores = scores_of(question.aims, calls.front().logits);
  ScoreGradients gradients(calls, scores, keep || asks_model(setup_.methods));
  const at::NoGradGuard tape_off;
  for (size_t k = 0; k < scores.size(); ++k) {
    std::vector<at::Tensor> g = gradients.next();
    if (setup_.options.rms_gradient) over_rms(g);
    for (size_t i = 0; i < calls.size(); ++i) {
      probes[i].aim(question.aims[k], scores[k].detach());
      const at::Tensor A = calls[i].activations.detach();
      maps[i].push_back(maps_of_target(make_evidence(A, g[i], &probes[i]), calls[i].layer == 0));
    }
  }
  return calls.size() == 1 ? std::move(maps.front()) : in_steps(maps);
}

std::vector<Maps> MapMaker::maps_of_target(const Evidence& evidence, bool first_layer) {
  const at::Tensor finite = finite_clips(evidence);
  std::vector<Maps> maps;
  for (const Explainer* method : setup_.methods) {
    const bool wanted = first_layer || method->explains_a_layer();
    maps.push_back(wanted ? map_of(*method, evidence) : Maps{});
    maps.back().finite = finite;
    maps.back().relu = method->ends_in_relu();
    if (setup_.options.channels && maps.back().weights.defined())
      maps.back().channels = channels_of(maps.back().weights, evidence.A);
  }
  if (setup_.options.channels) check_channels(maps);
  return maps;
}

Maps MapMaker::map_of(const Explainer& method, const Evidence& evidence) {
  const CamOptions cam = cam_options(setup_.options);
  progress_ = {method.info().name, 0, method.further_clips(evidence, cam)};
  model_asked(0);
  return method.explain(evidence, cam);
}

void MapMaker::model_asked(int64_t clips) {
  progress_.done += clips;
  if (on_progress && progress_.total > 0) on_progress(progress_);
}

MapTable MapMaker::maps_of(const Question& question, const std::vector<TappedForward>& pass) {
  return in_form(fused_of(question, pass), question.size, setup_.options.form);
}

}  // namespace vidcam
