#include "eval/pointing_game.h"

#include <algorithm>

#include "eval/region.h"

namespace vidcam {

std::optional<Position> peak(const FullHeat& heat) {
  const auto& L = heat.values;
  const auto [low, high] = std::minmax_element(L.begin(), L.end());
  if (L.empty() || !(*high > *low)) return std::nullopt;
  // minmax_element finds the last of equals.
  const auto at = static_cast<size_t>(std::find(L.begin(), L.end(), *high) - L.begin());
  const size_t in_plane = at % heat.grid.plane(), width = static_cast<size_t>(heat.grid.width);
  return Position{static_cast<int>(at / heat.grid.plane()), static_cast<int>(in_plane / width),
                  static_cast<int>(in_plane % width)};
}

bool points_at(const FullHeat& heat, std::span<const uint8_t> region, double tolerance) {
  detail::check_region("pointing game", heat.grid.size(), region.size());
  const auto p = peak(heat);
  if (!p) return false;
  const Grid& grid = heat.grid;
  const auto frame = region.subspan(static_cast<size_t>(p->frame) * grid.plane(), grid.plane());
  const int reach = static_cast<int>(std::min(tolerance, 1e6));
  for (int y = std::max(p->y - reach, 0); y <= std::min(p->y + reach, grid.height - 1); ++y) {
    for (int x = std::max(p->x - reach, 0); x <= std::min(p->x + reach, grid.width - 1); ++x) {
      const double dx = x - p->x, dy = y - p->y;
      const size_t i =
          static_cast<size_t>(y) * static_cast<size_t>(grid.width) + static_cast<size_t>(x);
      if (dx * dx + dy * dy <= tolerance * tolerance && frame[i] != 0) return true;
    }
  }
  return false;
}

}  // namespace vidcam
