#pragma once

#include <array>
#include <cstdint>

#include "samples/scenes/random.h"

namespace vidcam::samples {

struct Rgb {
  float r = 0, g = 0, b = 0;  // 0..255
};

// A two-coloured pattern over an endless plane.
class Texture {
 public:
  // The wall behind everything: dim colours, large soft patterns.
  static Texture background(Random& random);
  // What a shape is painted with: strong colours; coordinates are in units of the shape's radius,
  // so it grows with it.
  static Texture surface(Random& random);
  // The same patterns in a dark and a light tone of one hue, in [0, 1): 0 red, 1/3 green, 2/3 blue.
  // Always more saturated than any background.
  static Texture tinted(Random& random, double hue);

  [[nodiscard]] Rgb at(double u, double v) const;

 private:
  enum class Pattern { Stripes, Checker, Dots, Clouds };
  static constexpr int kLattice = 16;  // the clouds repeat after so many cells

  static Texture pattern(Random& random);  // without colours and lattice
  void fill_lattice(Random& random);
  [[nodiscard]] double level(double u, double v) const;
  [[nodiscard]] double cloud(double u, double v) const;

  Pattern pattern_ = Pattern::Clouds;
  double cos_ = 1, sin_ = 0;  // the pattern is turned
  double frequency_ = 1;      // periods (clouds: cells) a unit
  Rgb low_, high_;
  std::array<float, std::size_t{kLattice} * kLattice> lattice_{};
};

}  // namespace vidcam::samples
