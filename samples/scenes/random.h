#pragma once

#include <cstdint>

namespace vidcam::samples {

// Random numbers that are the same with every compiler and standard library (splitmix64), so that a
// seed names a scene.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  // In [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // In [low, high).
  double between(double low, double high) { return low + (high - low) * unit(); }
  // One of 0 .. count - 1.
  int below(int count) { return static_cast<int>(unit() * count); }
  bool coin() { return below(2) == 1; }

 private:
  uint64_t state_;
};

}  // namespace vidcam::samples
