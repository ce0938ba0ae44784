#include "samples/scenes/sprite.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

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

void paint_wall(const Canvas& canvas, const Texture& texture, Vec origin) {
  const int width = canvas.width, height = canvas.height;
  if (canvas.rgb.size() != static_cast<size_t>(width) * static_cast<size_t>(height) * 3) {
    throw std::invalid_argument("paint_wall: the span does not hold height x width x 3 bytes");
  }
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const Vec at{origin.x + (x + 0.5) * canvas.world_width / width,
                   origin.y + (y + 0.5) / height};
      set(pixel(canvas.rgb, width, x, y), texture.at(at.x, at.y));
    }
  }
}

void paint_sprite(const Canvas& canvas, const Sprite& sprite, const Pose& pose, double gain) {
  const double px = canvas.world_width / canvas.width;
  const double py = 1.0 / canvas.height;
  const int first_x = std::max(0, static_cast<int>((pose.x - pose.radius) / px) - 1);
  const int last_x = std::min(canvas.width, static_cast<int>((pose.x + pose.radius) / px) + 2);
  const int first_y = std::max(0, static_cast<int>((pose.y - pose.radius) / py) - 1);
  const int last_y = std::min(canvas.height, static_cast<int>((pose.y + pose.radius) / py) + 2);
  const double c = std::cos(pose.angle) / pose.radius;
  const double s = std::sin(pose.angle) / pose.radius;
  for (int y = first_y; y < last_y; ++y) {
    for (int x = first_x; x < last_x; ++x) {
      Patch patch;
      for (int k = 0; k < Patch::kSamples; ++k) {
        const int column = k % Patch::kSide, row = k / Patch::kSide;
        const double dx =
            px * (x + 0.5 + canvas.pixel_share * ((column + 0.5) / Patch::kSide - 0.5)) - pose.x;
        const double dy =
            py * (y + 0.5 + canvas.pixel_share * ((row + 0.5) / Patch::kSide - 0.5)) - pose.y;
        const Vec in_shape{c * dx + s * dy, c * dy - s * dx};
        if (inside(sprite.outline, in_shape)) patch.add(sprite.texture.at(in_shape.x, in_shape.y));
      }
      if (patch.hits > 0)
        blend(pixel(canvas.rgb, canvas.width, x, y), patch.mean(gain), patch.cover());
    }
  }
}

Box box_of(const Outline& outline, const Pose& pose, const Canvas& canvas) {
  const double c = std::cos(pose.angle), s = std::sin(pose.angle);
  Box box{canvas.world_width, 1, 0, 0};
  for (const Vec& corner : outline) {
    const double x = pose.x + pose.radius * (c * corner.x - s * corner.y);
    const double y = pose.y + pose.radius * (s * corner.x + c * corner.y);
    box = {std::min(box.x0, x), std::min(box.y0, y), std::max(box.x1, x), std::max(box.y1, y)};
  }
  const auto cut = [](double v, double most) { return std::clamp(v, 0.0, most); };
  const double sx = canvas.width / canvas.world_width;
  return {cut(box.x0 * sx, canvas.width), cut(box.y0 * canvas.height, canvas.height),
          cut(box.x1 * sx, canvas.width), cut(box.y1 * canvas.height, canvas.height)};
}

}  // namespace vidcam::samples
