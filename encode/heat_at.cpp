#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "encode/painter.h"
#include "pipeline/base/geometry.h"

namespace vidcam {
namespace {

// Not finite, or no range to lay it in: shown as nothing, never as evidence.
float normalised(float value, float low, float high, float nothing) {
  const float share = (value - low) / (high - low);
  return std::isfinite(share) ? std::clamp(share, 0.0F, 1.0F) : nothing;
}

}  // namespace

Painter::FrameHeat heat_at(const Heat& heat, double f, int span) {
  if (heat.t < 1 || heat.values.size() != heat.size())
    throw std::invalid_argument("heat_at: the heat's values do not fill t x h x w");
  const size_t step = heat.size() / static_cast<size_t>(heat.t);
  const float nothing = heat.is_signed ? 0.5F : 0.0F;
  Painter::FrameHeat out{heat.h, heat.w, std::vector<float>(step, nothing), heat.is_signed};
  if (!(heat.high > heat.low)) return out;
  const Tap tap = time_tap(f, span, heat.t);
  const float* low = heat.values.data() + static_cast<size_t>(tap.low) * step;
  const float* high = heat.values.data() + static_cast<size_t>(tap.high) * step;
  for (size_t i = 0; i < step; ++i) {
    const float value = (1 - tap.weight) * low[i] + tap.weight * high[i];
    out.values[i] = normalised(value, heat.low, heat.high, nothing);
  }
  return out;
}

}  // namespace vidcam
