#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "pipeline/base/clip.h"
#include "pipeline/base/heat.h"

namespace vidcam {

// Where the values of a full-resolution map lie: frames x height x width positions, row-major.
struct Grid {
  int frames = 0;
  int height = 0;
  int width = 0;
  int x = 0;  // its first pixel in the picture as shown; the part that the model saw begins there
  int y = 0;
  bool operator==(const Grid&) const = default;

  [[nodiscard]] size_t plane() const {
    return static_cast<size_t>(height) * static_cast<size_t>(width);
  }
  [[nodiscard]] size_t size() const { return static_cast<size_t>(frames) * plane(); }
};

// The map L at the size of what it explains: upsampled once, linearly along T, H and W, by the
// half-pixel rule ([Note: Geometry], align_corners = False). Every metric counts on this. Four
// bytes a position: 16 frames of 1920 x 1080 take 133 MB.
struct FullHeat {
  Grid grid;
  std::vector<float> values;  // grid.size(), in the heat's own units
};

// At the size of the model's input, frames x height x width: what is multiplied with it or
// blackened in it. Throws std::invalid_argument for a heat without its values or an empty size.
[[nodiscard]] FullHeat over_input(const Heat& heat, int frames, int height, int width);

// Over the picture as shown, at its own size: where ground truth is given. spec: the geometry of
// the clip that the heat belongs to; the grid is the part of the picture that the model saw, in the
// first `frames` source frames of the clip (fewer than spec.span() where the video ends before).
// Throws as above, and for more frames than the clip spans.
[[nodiscard]] FullHeat over_picture(const Heat& heat, const ClipSpec& spec, int display_width,
                                    int display_height, int frames);

// What of a map becomes 0 and 1; by default its smallest and its largest value.
struct UnitRange {
  bool from_zero = false;  // 0 becomes 0, and what is below it too
  double epsilon = 0;      // added to what the map is divided by
  bool operator==(const UnitRange&) const = default;
};

// In place, over all of L (a clip: over all its frames): (L - min L) / (max L - min L + epsilon),
// or from_zero max(L, 0) / (max L + epsilon), so 0..1. A map without range, flat or with a value
// that is not finite, is no evidence: it becomes 0 everywhere, and the answer is false.
bool normalise(std::span<float> L, const UnitRange& range = {});

}  // namespace vidcam
