#pragma once

#include <cstdint>
#include <span>

#include "pipeline/base/box.h"
#include "samples/scenes/outline.h"
#include "samples/scenes/texture.h"

namespace vidcam::samples {

// Where a shape is, in world units: the picture is 1 high.
struct Pose {
  double x = 0, y = 0;
  double radius = 0;
  double angle = 0;  // radians, clockwise as shown
};

struct Sprite {
  Outline outline;
  Texture texture;
};

// A picture that is being drawn. It shows the world [0, world_width) x [0, 1), stretched if need
// be.
struct Canvas {
  std::span<uint8_t> rgb;  // [height, width, 3]; somebody else's
  int width = 0, height = 0;
  double world_width = 1;
  // Side of the square that one pixel averages over shapes, in pixels; below 1 the edges are those
  // of a picture that was sampled down without a filter.
  double pixel_share = 1;
};

// Fills the canvas; origin: what its top left corner shows of the texture. Throws
// std::invalid_argument where rgb has another size than height x width x 3.
void paint_wall(const Canvas& canvas, const Texture& texture, Vec origin);

// Over what is there, with soft edges; gain: of the brightness.
void paint_sprite(const Canvas& canvas, const Sprite& sprite, const Pose& pose, double gain = 1);

// The tight box of an outline on a canvas (of which rgb is not used), cut at its edges.
[[nodiscard]] Box box_of(const Outline& outline, const Pose& pose, const Canvas& canvas);

}  // namespace vidcam::samples
