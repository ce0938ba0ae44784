#include "samples/scenes/texture.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace vidcam::samples {
namespace {

// A colour of the given hue in [0, 1), saturation and value, by the usual six-sided cone.
Rgb from_hsv(double hue, double saturation, double value) {
  const auto channel = [&](double offset) {
    const double k = std::fmod(offset + hue * 6, 6.0);
    const double drop = std::clamp(std::min(k, 4 - k), 0.0, 1.0);
    return static_cast<float>(255 * value * (1 - saturation * drop));
  };
  return {channel(5), channel(3), channel(1)};
}

// 0 or 1 by the sign of a wave, with a soft edge: hard edges would flicker when they move by less
// than a pixel.
double soft_step(double wave) { return std::clamp(0.5 + 2.5 * wave, 0.0, 1.0); }

// floor() of what is not far from zero; without SSE4.1 std::floor is a call, and most of the time
// would go there.
int floor_of(double x) { return static_cast<int>(x + 4096) - 4096; }

// Like sin(2 pi x), made of parabolas: a tenth of the time.
double wave(double x) {
  const double f = x - floor_of(x);
  return f < 0.5 ? 16 * f * (0.5 - f) : -16 * (f - 0.5) * (1 - f);
}

double smooth(double x) { return x * x * (3 - 2 * x); }

}  // namespace

Texture Texture::background(Random& random) {
  Texture t;
  t.pattern_ = random.coin() ? Pattern::Clouds : static_cast<Pattern>(random.below(4));
  t.frequency_ = t.pattern_ == Pattern::Clouds ? random.between(5, 12) : random.between(3, 7);
  const double angle = random.between(0, std::numbers::pi);
  t.cos_ = std::cos(angle);
  t.sin_ = std::sin(angle);
  const double value = random.between(0.2, 0.5);
  const double low_saturation = random.between(0.1, 0.6);
  t.low_ = from_hsv(random.unit(), low_saturation, value);
  const double high_value = value + random.between(0.08, 0.25);
  const double high_saturation = random.between(0.1, 0.6);
  t.high_ = from_hsv(random.unit(), high_saturation, high_value);
  t.fill_lattice(random);
  return t;
}

Texture Texture::pattern(Random& random) {
  Texture t;
  t.pattern_ = static_cast<Pattern>(random.below(4));
  t.frequency_ =
      t.pattern_ == Pattern::Clouds ? random.between(1.2, 2.2) : random.between(0.8, 1.5);
  const double angle = random.between(0, std::numbers::pi);
  t.cos_ = std::cos(angle);
  t.sin_ = std::sin(angle);
  return t;
}

Texture Texture::surface(Random& random) {
  Texture t = pattern(random);
  const double hue = random.unit();
  const double low_value = random.between(0.4, 0.7);
  t.low_ = from_hsv(hue, random.between(0.6, 1), low_value);
  const double high_value = random.between(0.85, 1);
  const double high_saturation = random.between(0.1, 0.7);
  t.high_ = from_hsv(hue + random.between(0.25, 0.75), high_saturation, high_value);
  t.fill_lattice(random);
  return t;
}

Texture Texture::tinted(Random& random, double hue) {
  Texture t = pattern(random);
  const double dark = random.between(0.5, 0.7), light = random.between(0.85, 1);
  const double saturation = random.between(0.8, 1);
  t.low_ = from_hsv(hue, saturation, dark);
  t.high_ = from_hsv(hue, saturation - 0.1, light);
  t.fill_lattice(random);
  return t;
}

Rgb Texture::at(double u, double v) const {
  const auto share = static_cast<float>(level(u * cos_ + v * sin_, v * cos_ - u * sin_));
  return {low_.r + share * (high_.r - low_.r), low_.g + share * (high_.g - low_.g),
          low_.b + share * (high_.b - low_.b)};
}

void Texture::fill_lattice(Random& random) {
  for (float& value : lattice_) value = static_cast<float>(random.unit());
}

double Texture::level(double u, double v) const {
  switch (pattern_) {
    case Pattern::Stripes:
      return soft_step(wave(frequency_ * u));
    case Pattern::Checker:
      return soft_step(wave(frequency_ * u) * wave(frequency_ * v));
    case Pattern::Dots:
      return soft_step(wave(frequency_ * u) + wave(frequency_ * v) - 0.8);
    case Pattern::Clouds:
      break;
  }
  const double x = frequency_ * u;
  const double y = frequency_ * v;
  return std::clamp(1.4 * (0.65 * cloud(x, y) + 0.35 * cloud(2.1 * x + 5, 2.1 * y + 3)) - 0.2, 0.0,
                    1.0);
}

double Texture::cloud(double u, double v) const {
  const int iu = floor_of(u);
  const int iv = floor_of(v);
  const auto wrap = [](int i) { return static_cast<size_t>(i & (kLattice - 1)); };
  const size_t x0 = wrap(iu), x1 = wrap(iu + 1);
  const size_t y0 = wrap(iv) * kLattice, y1 = wrap(iv + 1) * kLattice;
  const double fu = smooth(u - iu);
  const double fv = smooth(v - iv);
  const double top = lattice_[y0 + x0] + fu * (lattice_[y0 + x1] - lattice_[y0 + x0]);
  const double bottom = lattice_[y1 + x0] + fu * (lattice_[y1 + x1] - lattice_[y1 + x0]);
  return top + fv * (bottom - top);
}

}  // namespace vidcam::samples
