#include "pipeline/cli/eval/clip_scorer.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "eval/drop.h"
#include "eval/rank_correlation.h"
#include "eval/win.h"
#include "pipeline/cli/eval/mask_curves.h"

namespace vidcam {
namespace {

constexpr const char* kOcclusion = "occlusion";

ClipValues head_of(const Clip& clip, const ClipExplanation& explained, size_t methods) {
  ClipValues values{clip.index,
                    clip.first_frame,
                    clip.real_frames,
                    clip.start_seconds,
                    explained.top[0],
                    explained.targets[0].target,
                    std::vector<MapValues>(methods),
                    {}};
  for (size_t m = 0; m < methods; ++m) values.maps[m].status = explained.targets[0].maps[m].status;
  return values;
}

std::vector<const Clip*> pixels_of(std::span<const ClipToScore> clips) {
  std::vector<const Clip*> pixels;
  for (const ClipToScore& each : clips) pixels.push_back(each.clip);
  return pixels;
}

MaskedClip masked(size_t clip, int class_index, const std::vector<float>& mask) {
  return {clip, class_index,
          [&mask](std::span<float> keep) { std::copy(mask.begin(), mask.end(), keep.begin()); }};
}

// Drop, increase and win, once O of each method is known.
void add_confidence_figures(const EvalSettings& s, ClipValues& values) {
  const double full = values.target.probability;
  const auto finite = [](const MapValues& m) { return std::isfinite(m.explained); };
  if (!std::isfinite(full) || !std::all_of(values.maps.begin(), values.maps.end(), finite)) {
    values.error = "the model gives no finite score for clip " + std::to_string(values.index);
    return;
  }
  for (MapValues& map : values.maps) {
    const Confidence c{full, map.explained};
    if (s.measures("drop")) map.figures["drop"] = drop_percent(c, s.drop);
    if (s.measures("increase")) map.figures["increase"] = map.explained > full ? 100 : 0;
    for (size_t other = 0; s.measures("win") && other < values.maps.size(); ++other) {
      const MapValues& b = values.maps[other];
      if (&map != &b)
        map.figures[win_name(s.model.methods[other])] = win_percent(map.explained, b.explained);
    }
  }
}

std::vector<double> over_input_of(const Heat& heat, const Clip& clip) {
  const FullHeat full = over_input(heat, clip.frames, clip.height, clip.width);
  return {full.values.begin(), full.values.end()};
}

}  // namespace

std::vector<std::string> explained_methods(const EvalSettings& settings) {
  std::vector<std::string> methods = settings.model.methods;
  const bool there = std::find(methods.begin(), methods.end(), kOcclusion) != methods.end();
  if (settings.measures("occlusion-correlation") && !there) methods.emplace_back(kOcclusion);
  return methods;
}

ExplainOptions explainer_options(const EvalSettings& settings) {
  ExplainOptions options = settings.model;
  options.methods = explained_methods(settings);
  return options;
}

ClipScorer::ClipScorer(const EvalSettings& settings, ClipExplainer& explainer, OnStep on_step)
    : settings_(settings),
      explainer_(explainer),
      on_step_(std::move(on_step)),
      localises_(settings.measures("localisation")) {}

// The class explained, and the true one, whose map draws the box.
std::vector<std::vector<TargetSpec>> ClipScorer::targets_of(
    std::span<const ClipToScore> clips) const {
  const bool boxes = localises_ && std::any_of(clips.begin(), clips.end(), [](const auto& c) {
                       return c.true_class >= 0 && !c.truth.boxes.empty();
                     });
  std::vector<std::vector<TargetSpec>> targets;
  for (const ClipToScore& each : clips) {
    const TargetSpec predicted;
    const TargetSpec known{TargetSpec::Kind::Class, each.true_class};
    targets.push_back({settings_.target == EvalTarget::True ? known : predicted});
    if (boxes) targets.back().push_back(each.true_class >= 0 ? known : predicted);
  }
  return targets;
}

std::vector<ClipExplanation> ClipScorer::explain(const ScoredBatch& batch) {
  const auto targets = targets_of(batch.clips);
  if (batch.input != nullptr) return explainer_.explain(*batch.input, targets.front());
  return explainer_.explain(pixels_of(batch.clips), targets);
}

std::vector<double> ClipScorer::confidences(const ScoredBatch& batch,
                                            std::span<const MaskedClip> questions) {
  if (batch.input != nullptr)
    return explainer_.confidences(*batch.input, questions, settings_.mask_space);
  return explainer_.confidences(pixels_of(batch.clips), questions, settings_.mask_space);
}

std::vector<ClipValues> ClipScorer::score(const ScoredBatch& batch) {
  const auto& clips = batch.clips;
  const auto explained = explain(batch);
  std::vector<ClipValues> out;
  for (size_t i = 0; i < clips.size(); ++i)
    out.push_back(head_of(*clips[i].clip, explained[i], settings_.model.methods.size()));
  ask_masked(batch, explained, out);
  for (size_t i = 0; i < clips.size(); ++i) {
    add_confidence_figures(settings_, out[i]);
    add_box_values(clips[i], explained[i], out[i]);
    add_occlusion(*clips[i].clip, explained[i], out[i]);
    if (out[i].error.empty()) add_curves_of(batch, i, explained[i].targets[0], out[i]);
  }
  return out;
}

UnitRange ClipScorer::range_in(const MethodMap& map) const {
  return range_of(map, settings_.model.form);
}

std::vector<float> ClipScorer::mask_in(const MethodMap& map, const Clip& clip) const {
  return mask_of(map.heat, clip, range_in(map));
}

// O of every clip and method.
void ClipScorer::ask_masked(const ScoredBatch& batch, std::span<const ClipExplanation> explained,
                            std::vector<ClipValues>& out) {
  std::vector<std::vector<float>> masks;
  for (size_t i = 0; i < batch.clips.size(); ++i) {
    for (size_t m = 0; m < out[i].maps.size(); ++m)
      masks.push_back(mask_in(explained[i].targets[0].maps[m], *batch.clips[i].clip));
  }
  std::vector<MaskedClip> questions;
  const size_t methods = settings_.model.methods.size();
  for (size_t q = 0; q < masks.size(); ++q)
    questions.push_back(masked(q / methods, out[q / methods].target.index, masks[q]));
  const auto start = std::chrono::steady_clock::now();
  const auto sure = confidences(batch, questions);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  seconds_per_mask_ = took.count() / static_cast<double>(questions.size());
  for (size_t q = 0; q < sure.size(); ++q) out[q / methods].maps[q % methods].explained = sure[q];
}

void ClipScorer::add_box_values(const ClipToScore& clip, const ClipExplanation& explained,
                                ClipValues& values) const {
  if (!clip.truth.known()) return;
  for (size_t m = 0; m < values.maps.size(); ++m) {
    Figures& figures = values.maps[m].figures;
    const MethodMap& map = explained.targets[0].maps[m];
    figures.merge(box_figures(map.heat, clip.truth, settings_, range_in(map)));
    if (!localises_ || clip.true_class < 0 || clip.truth.boxes.empty()) continue;
    figures.merge(localisation_figures(explained.targets.back().maps[m].heat, clip.truth,
                                       explained.top, clip.true_class, settings_));
  }
}

void ClipScorer::add_occlusion(const Clip& clip, const ClipExplanation& explained,
                               ClipValues& values) const {
  if (!settings_.measures("occlusion-correlation")) return;
  const auto& maps = explained.targets[0].maps;
  const auto occlusion = std::find_if(maps.begin(), maps.end(),
                                      [](const MethodMap& m) { return m.method == kOcclusion; });
  const std::vector<double> drops = over_input_of(occlusion->heat, clip);
  for (size_t m = 0; m < values.maps.size(); ++m) {
    const bool usable = maps[m].status == MapStatus::Ok && occlusion->status == MapStatus::Ok;
    if (!usable) continue;
    const auto r = rank_correlation(over_input_of(evidence_of(maps[m].heat), clip), drops);
    if (r) values.maps[m].figures["occlusion_correlation"] = *r;
  }
}

void ClipScorer::add_curves_of(const ScoredBatch& batch, size_t which,
                               const TargetExplanation& target, ClipValues& values) {
  const int each = masks_of_curves(settings_);
  if (each == 0) return;
  const int64_t total = 1 + each * static_cast<int64_t>(values.maps.size());
  int64_t done = 0;
  on_step_("curves", done, total);
  const AskModel ask = [&](std::span<const Mask> masks) {
    std::vector<MaskedClip> questions;
    for (const Mask& mask : masks) questions.push_back({which, target.target.index, mask});
    auto sure = confidences(batch, questions);
    on_step_("curves", done += static_cast<int64_t>(masks.size()), total);
    return sure;
  };
  const Mask nothing = [](std::span<float> keep) { std::fill(keep.begin(), keep.end(), 0.0F); };
  const double black = ask({&nothing, 1}).front();
  for (size_t m = 0; m < values.maps.size(); ++m) {
    const auto L = mask_in(target.maps[m], *batch.clips[which].clip);
    add_curves(L, target.target.probability, black, settings_, ask, values.maps[m]);
  }
}

}  // namespace vidcam
