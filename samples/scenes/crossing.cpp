#include "samples/scenes/crossing.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "samples/scenes/shapes.h"

namespace vidcam::samples {
namespace {

// Direction of each way, clockwise from right.
constexpr std::array<double, kWays> kHeadings{std::numbers::pi, 0, -std::numbers::pi / 2,
                                              std::numbers::pi / 2};
constexpr double kTurn = 2 * std::numbers::pi;

// Where to start so that the whole way, of length `way` on this axis, keeps `margin` from both
// edges.
double start(Random& random, double way, double margin, double side) {
  return random.between(margin - std::min(way, 0.0), side - margin - std::max(way, 0.0));
}

}  // namespace

Crossing::Crossing(uint64_t seed, int way) {
  if (way < 0 || way >= kWays)
    throw std::invalid_argument("a crossing goes one of " + std::to_string(kWays) +
                                " ways, counted from 0, not " + std::to_string(way));
  Random random(seed);
  wall_ = Texture::background(random);
  for (int i = random.below(4); i > 0; --i) {
    stills_.push_back({{random_outline(random), Texture::surface(random)},
                       {random.between(0.05, kWorldWidth - 0.05), random.between(0.05, 0.95),
                        random.between(0.07, 0.14), random.between(0, kTurn)}});
  }
  shape_ = {random_outline(random), Texture::surface(random)};
  const double radius = random.between(0.095, 0.135), speed = random.between(0.027, 0.045);
  const double heading = kHeadings[static_cast<size_t>(way)] + random.between(-0.4, 0.4);
  speed_ = {speed * std::cos(heading), speed * std::sin(heading)};
  first_ = {start(random, speed_.x * kCrossingSteps, 0.8 * radius, kWorldWidth),
            start(random, speed_.y * kCrossingSteps, 0.8 * radius, 1), radius,
            random.between(0, kTurn)};
  dark_from_ = 2 + random.below(kCrossingSteps - 3);
  dark_to_ = std::min(dark_from_ + 2 + random.below(7), kCrossingSteps);
}

Pose Crossing::pose(double step) const {
  Pose pose = first_;
  pose.x += speed_.x * step;
  pose.y += speed_.y * step;
  return pose;
}

// A step's picture stands in the middle of its time.
bool Crossing::dark(double step) const { return step >= dark_from_ - 0.5 && step < dark_to_ - 0.5; }

Box Crossing::box(double step, int width, int height) const {
  return box_of(shape_.outline, pose(step), {{}, width, height, kWorldWidth});
}

void Crossing::render(double step, int width, int height, std::span<uint8_t> rgb,
                      double pixel_share) const {
  const Canvas canvas{rgb, width, height, kWorldWidth, pixel_share};
  paint_wall(canvas, wall_, {});
  if (dark(step)) {
    std::fill(rgb.begin(), rgb.end(), uint8_t{0});
    return;
  }
  for (const Still& still : stills_) paint_sprite(canvas, still.sprite, still.pose);
  paint_sprite(canvas, shape_, pose(step));
}

void Crossing::silhouette(double step, int width, int height, std::span<float> mask) const {
  const Pose at = pose(step);
  const Box box = this->box(step, width, height);
  const double c = std::cos(at.angle) / at.radius, s = std::sin(at.angle) / at.radius;
  std::fill(mask.begin(), mask.end(), 0.0F);
  for (int y = static_cast<int>(box.y0); y < static_cast<int>(std::ceil(box.y1)); ++y) {
    for (int x = static_cast<int>(box.x0); x < static_cast<int>(std::ceil(box.x1)); ++x) {
      const double dx = (x + 0.5) * kWorldWidth / width - at.x, dy = (y + 0.5) / height - at.y;
      if (inside(shape_.outline, {c * dx + s * dy, c * dy - s * dx}))
        mask[static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)] = 1;
    }
  }
}

}  // namespace vidcam::samples
