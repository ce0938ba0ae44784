#include "explain3d/map_summary.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/isfinite.h>

#include <algorithm>
#include <cmath>

namespace vidcam {
namespace {

at::Tensor all_finite(const at::Tensor& x) { return at::isfinite(x).flatten(1).all(1); }

template <class T>
std::vector<T> on_cpu(const at::Tensor& x, at::ScalarType type) {
  const at::Tensor t = x.to(at::kCPU, type).contiguous();
  return std::vector<T>(t.const_data_ptr<T>(), t.const_data_ptr<T>() + t.numel());
}

void set_range(MethodMap& map, float low, float high) {
  const auto [min, max] = std::minmax_element(map.heat.values.begin(), map.heat.values.end());
  map.min = *min;
  map.max = *max;
  map.heat.low = low;
  map.heat.high = high;
  if (*max > *min && high > low) return;
  // Interpolating a constant may differ from it in the last bit: say flat plainly.
  map.status = MapStatus::Flat;
  map.heat.high = map.heat.low = *max > *min ? low : *min;
}

void set_non_finite(MethodMap& map) {
  map.status = MapStatus::NonFinite;
  std::fill(map.heat.values.begin(), map.heat.values.end(), 0.0F);
}

StepFacts step_facts(bool finite, float min, float max) {
  const bool usable = finite && std::isfinite(min) && std::isfinite(max);
  const MapStatus status = min == max ? MapStatus::Flat : MapStatus::Ok;
  return {min, max, usable ? status : MapStatus::NonFinite};
}

void add_steps(const Maps& maps, std::vector<MethodMap>& out) {
  if (!maps.step_range.defined()) return;
  const auto range = on_cpu<float>(maps.step_range, at::kFloat);
  const auto finite = on_cpu<bool>(maps.finite_steps, at::kBool);
  const size_t steps = out.empty() ? 0 : finite.size() / out.size();
  for (size_t i = 0; i < finite.size(); ++i)
    out[i / steps].steps.push_back(step_facts(finite[i], range[2 * i], range[2 * i + 1]));
}

}  // namespace

at::Tensor finite_clips(const Evidence& evidence) {
  return all_finite(evidence.A).logical_and(all_finite(evidence.g));
}

std::vector<MethodMap> summarize(const std::string& method, const Maps& maps,
                                 const at::Tensor& finite, const InputSize& size,
                                 const HeatForm& form) {
  const at::Tensor L = maps.L.to(at::kFloat);
  const HeatRange range = heat_range(L, size, maps.shown, form);
  const auto values = on_cpu<float>(L, at::kFloat);
  const auto low = on_cpu<float>(range.low, at::kFloat);
  const auto high = on_cpu<float>(range.high, at::kFloat);
  const auto usable = on_cpu<bool>(finite.logical_and(all_finite(L)), at::kBool);
  std::vector<double> condition;
  if (maps.alpha_condition.defined()) condition = on_cpu<double>(maps.alpha_condition, at::kDouble);

  std::vector<float> channels;
  if (maps.channels.defined()) channels = on_cpu<float>(maps.channels, at::kFloat);
  const size_t each = usable.empty() ? 0 : channels.size() / usable.size();

  std::vector<MethodMap> out(usable.size());
  auto from = values.begin();
  for (size_t n = 0; n < out.size(); ++n) {
    MethodMap& map = out[n];
    map.method = method;
    map.heat.t = static_cast<int>(L.size(1));
    map.heat.h = static_cast<int>(L.size(2));
    map.heat.w = static_cast<int>(L.size(3));
    map.heat.is_signed = maps.shown == Shown::Signed;
    map.class_activation = maps.shown == Shown::Range;
    const auto to = from + static_cast<std::ptrdiff_t>(map.heat.size());
    map.heat.values.assign(from, to);
    from = to;
    if (!condition.empty()) map.alpha_condition = condition[n];
    const auto own = channels.begin() + static_cast<std::ptrdiff_t>(n * each);
    if (usable[n]) map.channels.assign(own, own + static_cast<std::ptrdiff_t>(each));
    usable[n] ? set_range(map, low[n], high[n]) : set_non_finite(map);
  }
  add_steps(maps, out);
  return out;
}

}  // namespace vidcam
