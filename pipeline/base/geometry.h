#pragma once

#include <vector>

#include "pipeline/base/clip.h"

// [Note: Geometry] A picture is resized, cropped and given to the model; the model's layer has a
// coarse grid of its own. All three are laid over one another by the half-pixel rule (align_corners
// = False): the centre of pixel i of n is at (i + 0.5) / n of the extent. Sampling for the model
// and laying heat over a frame use the functions below, so that heat lies where the model looked.
// Everything here is in display orientation.
namespace vidcam {

// Where the model's window lies in the resized picture. An odd rest is halved as torchvision's
// centre crop does: round((resized - size) / 2), a half to the even side.
struct Placement {
  int resized_width = 0;
  int resized_height = 0;
  int crop_x = 0;
  int crop_y = 0;
  int width = 0;  // of the model's input
  int height = 0;
};

// Throws std::invalid_argument where the crop is larger than the resized picture.
[[nodiscard]] Placement place(int display_width, int display_height, const ClipSpec& spec);

// Linear interpolation of one output position: value = (1 - weight) * in[low] + weight * in[high].
struct Tap {
  int low = 0;
  int high = 0;
  float weight = 0;
};

// Taps that take `out` samples at the positions scale * (i + 0.5) + offset - 0.5 of an axis of `in`
// samples, clamped to its ends. scale = in / out and offset = 0 is a plain resize.
[[nodiscard]] std::vector<Tap> linear_taps(int out, int in, double scale, double offset);

// Taps from a frame's axis (length source) to the model's (length model, cut at crop out of
// resized).
[[nodiscard]] std::vector<Tap> model_taps(int source, int resized, int crop, int model);

// Taps from the heat's axis (length cells) to a frame's axis (length source), and which part of the
// frame the model saw: frame pixels [first, last) whose centre lies inside the crop; taps outside
// of it are not meaningful.
struct HeatAxis {
  std::vector<Tap> taps;  // one a frame pixel
  int first = 0;
  int last = 0;
};
[[nodiscard]] HeatAxis heat_axis(int source, int resized, int crop, int model, int cells);

// The tap in time: frame f of a clip that reaches over `span` frames, into t steps: (f + 0.5) * t /
// span - 0.5.
[[nodiscard]] Tap time_tap(double f, int span, int t);

}  // namespace vidcam
