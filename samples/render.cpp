#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "samples/shapes.h"

namespace vidcam::samples {
namespace {

uint8_t to_byte(float v) { return static_cast<uint8_t>(std::clamp(v + 0.5F, 0.0F, 255.0F)); }

uint8_t* pixel(std::span<uint8_t> rgb, int width, int x, int y) {
  return rgb.data() +
         (static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x)) * 3;
}

void set(uint8_t* to, Rgb color) {
  to[0] = to_byte(color.r);
  to[1] = to_byte(color.g);
  to[2] = to_byte(color.b);
}

void blend(uint8_t* to, Rgb color, float cover) {
  to[0] = to_byte(static_cast<float>(to[0]) * (1 - cover) + color.r * cover);
  to[1] = to_byte(static_cast<float>(to[1]) * (1 - cover) + color.g * cover);
  to[2] = to_byte(static_cast<float>(to[2]) * (1 - cover) + color.b * cover);
}

// A sum of samples that fell inside a shape, out of kSamples.
struct Patch {
  static constexpr int kSide = 3;
  static constexpr int kSamples = kSide * kSide;
  Rgb sum;
  int hits = 0;

  void add(Rgb c) {
    sum = {sum.r + c.r, sum.g + c.g, sum.b + c.b};
    ++hits;
  }
  [[nodiscard]] Rgb mean(double gain) const {
    const auto k = static_cast<float>(gain / hits);
    return {sum.r * k, sum.g * k, sum.b * k};
  }
  [[nodiscard]] float cover() const { return static_cast<float>(hits) / kSamples; }
};

}  // namespace

void Scene::render(int frame, int width, int height, std::span<uint8_t> rgb,
                   double pixel_share) const {
  if (rgb.size() != static_cast<size_t>(width) * static_cast<size_t>(height) * 3) {
    throw std::invalid_argument("Scene::render: the span does not hold height x width x 3 bytes");
  }
  const Vec origin{wall_origin_.x + wall_speed_.x * frame, wall_origin_.y + wall_speed_.y * frame};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Vec at{origin.x + (x + 0.5) * kWorldWidth / width, origin.y + (y + 0.5) / height};
      set(pixel(rgb, width, x, y), wall_.at(at.x, at.y));
    }
  }
  // Trembling is noise of its own for every frame, so that no order of frames is in it.
  Random noise(seed_ * 1000003 + static_cast<uint64_t>(frame) + 1);
  for (const Distractor& d : distractors_) {
    Pose at = d.pose;
    double gain = 1;
    if (d.habit == Distractor::Habit::Flicker)
      gain = 1 + 0.3 * std::sin(2 * std::numbers::pi * d.rate * frame);
    if (d.habit == Distractor::Habit::Tremble) {
      at.x += noise.between(-0.006, 0.006);
      at.y += noise.between(-0.006, 0.006);
    }
    draw(d.sprite, at, gain, width, height, pixel_share, rgb);
  }
  draw(actor_, pose(frame), 1, width, height, pixel_share, rgb);
}

void Scene::draw(const Sprite& sprite, const Pose& pose, double gain, int width, int height,
                 double pixel_share, std::span<uint8_t> rgb) {
  const double px = kWorldWidth / width;
  const double py = 1.0 / height;
  const int first_x = std::max(0, static_cast<int>((pose.x - pose.radius) / px) - 1);
  const int last_x = std::min(width, static_cast<int>((pose.x + pose.radius) / px) + 2);
  const int first_y = std::max(0, static_cast<int>((pose.y - pose.radius) / py) - 1);
  const int last_y = std::min(height, static_cast<int>((pose.y + pose.radius) / py) + 2);
  const double c = std::cos(pose.angle) / pose.radius;
  const double s = std::sin(pose.angle) / pose.radius;
  for (int y = first_y; y < last_y; ++y) {
    for (int x = first_x; x < last_x; ++x) {
      Patch patch;
      for (int k = 0; k < Patch::kSamples; ++k) {
        const double dx =
            px * (x + 0.5 + pixel_share * ((k % Patch::kSide + 0.5) / Patch::kSide - 0.5)) - pose.x;
        const double dy =
            py * (y + 0.5 + pixel_share * ((k / Patch::kSide + 0.5) / Patch::kSide - 0.5)) - pose.y;
        const Vec in_shape{c * dx + s * dy, c * dy - s * dx};
        if (inside(sprite.outline, in_shape)) patch.add(sprite.texture.at(in_shape.x, in_shape.y));
      }
      if (patch.hits > 0) blend(pixel(rgb, width, x, y), patch.mean(gain), patch.cover());
    }
  }
}

}  // namespace vidcam::samples
