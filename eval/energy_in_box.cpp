#include "eval/energy_in_box.h"

#include "eval/region.h"

namespace vidcam {

std::optional<EnergyInBox> energy_in_box(std::span<const float> L,
                                         std::span<const uint8_t> region) {
  detail::check_region("energy in box", L.size(), region.size());
  double heat = 0, heat_inside = 0;
  size_t inside = 0;
  for (size_t p = 0; p < L.size(); ++p) {
    heat += L[p];
    heat_inside += region[p] != 0 ? L[p] : 0.0F;
    inside += region[p] != 0;
  }
  if (!(heat > 0)) return std::nullopt;
  return EnergyInBox{heat_inside / heat,
                     static_cast<double>(inside) / static_cast<double>(L.size())};
}

}  // namespace vidcam
