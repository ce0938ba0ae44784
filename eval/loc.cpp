#include "eval/loc.h"

#include "eval/region.h"

namespace vidcam {

std::optional<double> loc(std::span<const float> L, std::span<const uint8_t> region, double delta) {
  detail::check_region("Loc", L.size(), region.size());
  size_t inside = 0, on_inside = 0, on_outside = 0;
  for (size_t p = 0; p < L.size(); ++p) {
    const bool on = L[p] > delta;
    const bool in = region[p] != 0;
    inside += in;
    on_inside += on && in;
    on_outside += on && !in;
  }
  if (inside == 0) return std::nullopt;
  return static_cast<double>(on_inside) / static_cast<double>(inside + on_outside);
}

}  // namespace vidcam
