#include "pipeline/cli/eval/map_values.h"

#include <algorithm>
#include <cmath>

#include "eval/energy_in_box.h"
#include "eval/heat_box.h"
#include "eval/inside_outside.h"
#include "eval/loc.h"
#include "eval/localisation.h"
#include "eval/pointing_game.h"
#include "eval/region.h"

namespace vidcam {
namespace {

constexpr size_t kTop = 5;

FullHeat over_frames(const Heat& heat, const ClipTruth& truth) {
  return over_picture(evidence_of(heat), truth.spec, truth.width, truth.height, truth.frames);
}

Region region_of(const Grid& grid, const ClipTruth& truth) {
  if (truth.mask.empty()) return region_of_boxes(grid, truth.boxes);
  return region_of_mask(grid, truth.mask, truth.width, truth.height);
}

void add(Figures& figures, const char* name, std::optional<double> value) {
  if (value) figures[name] = *value;
}

// Of a map as it is, without what speaks against the class.
void add_shares(const std::vector<float>& values, const Region& region, const EvalSettings& s,
                Figures& figures) {
  std::vector<float> L(values);
  for (float& v : L) v = std::max(v, 0.0F);
  if (s.measures("energy")) {
    const auto energy = energy_in_box(L, region);
    if (energy) figures["energy"] = energy->energy;
    if (energy) figures["object_area"] = energy->area;
  }
  if (s.measures("inside-outside")) add(figures, "inside_outside", inside_outside_ratio(L, region));
}

bool found_in(const FullHeat& heat, int frame, std::span<const ClassScore> top, int true_class,
              const ClipTruth& truth, const EvalSettings& s) {
  std::vector<Guess> guesses;
  for (const ClassScore& each : top) {
    guesses.push_back({each.index, std::nullopt});
    if (each.index == true_class) guesses.back().box = heat_box(heat, frame, s.box_share);
  }
  return localised(guesses, true_class, truth.boxes[static_cast<size_t>(frame)], s.box_iou);
}

}  // namespace

Heat evidence_of(const Heat& heat) {
  Heat out = heat;
  for (float& v : out.values) {
    if (heat.is_signed) v = std::abs(v);
    if (heat.low == 0) v = std::max(v, 0.0F);
  }
  return out;
}

UnitRange range_of(const MethodMap& map, const HeatForm& form) {
  if (!map.class_activation) return {};
  return {form.from_zero, form.epsilon};
}

std::vector<float> mask_of(const Heat& heat, const Clip& clip, const UnitRange& range) {
  FullHeat full = over_input(evidence_of(heat), clip.frames, clip.height, clip.width);
  normalise(full.values, range);
  return std::move(full.values);
}

Figures box_figures(const Heat& heat, const ClipTruth& truth, const EvalSettings& settings,
                    const UnitRange& range) {
  FullHeat full = over_frames(heat, truth);
  const Region region = region_of(full.grid, truth);
  if (std::find(region.begin(), region.end(), 1) == region.end()) return {};
  Figures figures;
  if (settings.measures("pointing"))
    figures["pointing"] = points_at(full, region, settings.tolerance) ? 100 : 0;
  add_shares(full.values, region, settings, figures);
  if (!settings.measures("loc")) return figures;
  normalise(full.values, range);
  for (const double delta : settings.deltas)
    add(figures, loc_name(delta).c_str(), loc(full.values, region, delta));
  return figures;
}

Figures localisation_figures(const Heat& heat, const ClipTruth& truth,
                             std::span<const ClassScore> top, int true_class,
                             const EvalSettings& settings) {
  const FullHeat full = over_frames(heat, truth);
  double frames = 0, missed1 = 0, missed5 = 0;
  for (int f = 0; f < full.grid.frames; ++f) {
    if (truth.boxes[static_cast<size_t>(f)].empty()) continue;
    const auto missed = [&](size_t ranks) {
      return found_in(full, f, top.first(std::min(ranks, top.size())), true_class, truth, settings)
                 ? 0
                 : 100;
    };
    ++frames;
    missed1 += missed(1);
    missed5 += missed(kTop);
  }
  if (frames == 0) return {};
  return {{"localisation_error_top1", missed1 / frames},
          {"localisation_error_top5", missed5 / frames}};
}

}  // namespace vidcam
