#include "pipeline/cli/eval/mask_curves.h"

#include <algorithm>

#include "eval/area_confidence.h"
#include "eval/curve.h"
#include "eval/deletion.h"

namespace vidcam {
namespace {

// The curve asked for at its inner points; Y or black at its ends.
std::vector<double> with_ends(double first, std::vector<double> inner, double last) {
  inner.insert(inner.begin(), first);
  inner.push_back(last);
  return inner;
}

void copy(const std::vector<uint8_t>& chosen, bool keep_chosen, std::span<float> keep) {
  for (size_t i = 0; i < keep.size(); ++i) keep[i] = (chosen[i] != 0) == keep_chosen ? 1.0F : 0.0F;
}

std::vector<double> even_shares(int steps) {
  std::vector<double> share;
  for (int k = 0; k <= steps; ++k) share.push_back(static_cast<double>(k) / steps);
  return share;
}

void add_area_confidence(std::span<const float> L, double full, double black, int steps,
                         const AskModel& ask, MapValues& values) {
  const AreaConfidence by_area(L, steps);
  Curve curve{even_shares(steps), std::vector<double>(static_cast<size_t>(steps) + 1), {}};
  std::vector<Mask> masks;
  for (int k = 1; k < steps; ++k) {
    masks.emplace_back([&, k](std::span<float> keep) {
      const Occlusion point = by_area.at(k);
      curve.real[static_cast<size_t>(k)] = point.occluded;
      copy(point.kept, true, keep);
    });
  }
  curve.value = with_ends(full, ask(masks), black);
  curve.real.back() = 1;
  for (double& v : curve.value) v /= full;
  values.figures["area_confidence"] = trapezoid(curve.real, curve.value);
  values.curves["area-confidence"] = std::move(curve);
}

void add_step_curve(const StrongestFirst& order, bool insertion, double full, double black,
                    const AskModel& ask, MapValues& values) {
  const int steps = order.size() - 1;
  std::vector<Mask> masks;
  for (int k = 1; k < steps; ++k) {
    masks.emplace_back([&, k](std::span<float> keep) { copy(order.chosen(k), insertion, keep); });
  }
  Curve curve{even_shares(steps), even_shares(steps), {}};
  curve.value = with_ends(insertion ? black : full, ask(masks), insertion ? full : black);
  const char* const name = insertion ? "insertion" : "deletion";
  values.figures[name] = step_curve_area(curve.value);
  values.curves[name] = std::move(curve);
}

}  // namespace

void add_curves(std::span<const float> L, double full, double black, const EvalSettings& settings,
                const AskModel& ask, MapValues& values) {
  if (settings.measures("area-confidence") && full > 0)
    add_area_confidence(L, full, black, settings.steps, ask, values);
  const bool deletion = settings.measures("deletion"), insertion = settings.measures("insertion");
  if (!deletion && !insertion) return;
  const StrongestFirst order(L, settings.steps);
  if (deletion) add_step_curve(order, false, full, black, ask, values);
  if (insertion) add_step_curve(order, true, full, black, ask, values);
}

int masks_of_curves(const EvalSettings& settings) {
  int curves = 0;
  for (const char* name : {"area-confidence", "deletion", "insertion"})
    curves += settings.measures(name) ? 1 : 0;
  return curves * (settings.steps - 1);
}

}  // namespace vidcam
