#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/base/box.h"
#include "samples/scenes/sprite.h"

// Shapes that cross a picture while the light goes out for a while: what a network must remember to
// say where they are. The same wherever and whenever they are drawn, named by a seed.
namespace vidcam::samples {

inline constexpr std::array<const char*, 4> kWayNames{"left", "right", "up", "down"};
inline constexpr int kWays = static_cast<int>(kWayNames.size());

// Of the picture a network sees at steps 0, 1 ... kCrossingSteps - 1, and of the one after them.
inline constexpr int kCrossingSteps = 16;

// One scene: a wall, up to three shapes that stand still, and one in front that moves evenly and
// straight one of the four ways, give or take 23 degrees. For two to eight steps, the second at the
// earliest and the last at the latest, all is black. Const after construction; may be drawn from
// several threads.
class Crossing {
 public:
  // way: index into kWayNames. Throws std::invalid_argument for another one.
  Crossing(uint64_t seed, int way);

  // step: a moment, 0..kCrossingSteps; between whole ones for videos that run smoothly.
  [[nodiscard]] Pose pose(double step) const;
  [[nodiscard]] bool dark(double step) const;
  // The tight box of the moving shape in a width x height picture, cut at its edges; in the dark,
  // too.
  [[nodiscard]] Box box(double step, int width, int height) const;

  // As Scene::render.
  void render(double step, int width, int height, std::span<uint8_t> rgb,
              double pixel_share = 1) const;
  // mask: [height, width], 1 where a pixel's centre lies in the moving shape, else 0; in the dark,
  // too.
  void silhouette(double step, int width, int height, std::span<float> mask) const;

 private:
  struct Still {
    Sprite sprite;
    Pose pose;
  };
  Texture wall_;
  std::vector<Still> stills_;
  Sprite shape_;
  Pose first_;                       // at step 0
  Vec speed_;                        // a step
  int dark_from_ = 0, dark_to_ = 0;  // steps
};

}  // namespace vidcam::samples
