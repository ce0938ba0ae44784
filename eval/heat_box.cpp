#include "eval/heat_box.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace vidcam {
namespace {

// One part: its pixels, and the columns and rows it reaches over, both ends included.
struct Part {
  int pixels = 0;
  int x0 = 0;
  int y0 = 0;
  int x1 = 0;
  int y1 = 0;

  void add(int x, int y) {
    if (pixels == 0) *this = {0, x, y, x, y};
    ++pixels;
    x0 = std::min(x0, x);
    x1 = std::max(x1, x);
    y0 = std::min(y0, y);
    y1 = std::max(y1, y);
  }
};

// The pixels of one frame that are on; taking a part out of it turns its pixels off.
class OnPixels {
 public:
  OnPixels(std::span<const float> plane, int width, double threshold)
      : width_(width), height_(static_cast<int>(plane.size()) / width) {
    on_.reserve(plane.size());
    for (const float v : plane) on_.push_back(v >= threshold);
  }

  [[nodiscard]] Part largest() {
    Part best;
    for (int y = 0; y < height_; ++y) {
      for (int x = 0; x < width_; ++x) {
        const Part part = take(x, y);
        if (part.pixels > best.pixels) best = part;
      }
    }
    return best;
  }

 private:
  // Flood fill from (x, y); no pixels where that is off.
  Part take(int x, int y) {
    Part part;
    push(x, y);
    while (!waiting_.empty()) {
      const auto [px, py] = waiting_.back();
      waiting_.pop_back();
      part.add(px, py);
      for (int dy = -1; dy <= 1; ++dy)
        for (int dx = -1; dx <= 1; ++dx) push(px + dx, py + dy);
    }
    return part;
  }

  void push(int x, int y) {
    if (x < 0 || x >= width_ || y < 0 || y >= height_) return;
    const size_t at = static_cast<size_t>(y) * static_cast<size_t>(width_) + static_cast<size_t>(x);
    if (on_[at] == 0) return;
    on_[at] = 0;
    waiting_.emplace_back(x, y);
  }

  int width_;
  int height_;
  std::vector<uint8_t> on_;
  std::vector<std::pair<int, int>> waiting_;
};

}  // namespace

std::optional<Box> heat_box(const FullHeat& heat, int frame, double share) {
  const Grid& grid = heat.grid;
  if (frame < 0 || frame >= grid.frames || !(share > 0) || share > 1)
    throw std::invalid_argument("heat box: no such frame, or a share outside (0, 1]");
  const double most = *std::max_element(heat.values.begin(), heat.values.end());
  if (!(most > 0)) return std::nullopt;
  const auto plane =
      std::span(heat.values).subspan(static_cast<size_t>(frame) * grid.plane(), grid.plane());
  const Part part = OnPixels(plane, grid.width, share * most).largest();
  if (part.pixels == 0) return std::nullopt;
  return Box{static_cast<double>(grid.x + part.x0), static_cast<double>(grid.y + part.y0),
             static_cast<double>(grid.x + part.x1 + 1), static_cast<double>(grid.y + part.y1 + 1)};
}

}  // namespace vidcam
