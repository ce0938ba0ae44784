#include "eval/inside_outside.h"

#include "eval/region.h"

namespace vidcam {

std::optional<double> inside_outside_ratio(std::span<const float> L,
                                           std::span<const uint8_t> region) {
  detail::check_region("inside/outside ratio", L.size(), region.size());
  double inside = 0, outside = 0;
  size_t n_inside = 0;
  for (size_t p = 0; p < L.size(); ++p) {
    (region[p] != 0 ? inside : outside) += L[p];
    n_inside += region[p] != 0;
  }
  const size_t n_outside = L.size() - n_inside;
  if (n_inside == 0 || !(outside > 0)) return std::nullopt;
  return (inside / static_cast<double>(n_inside)) / (outside / static_cast<double>(n_outside));
}

}  // namespace vidcam
