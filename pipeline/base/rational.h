#pragma once

#include <cstdint>

namespace vidcam {

// An exact fraction: a stream's time base (seconds per tick), a frame rate, a sample aspect ratio.
// {0, 1} stands for "unknown". Time is kept as integer ticks of a time base; seconds are computed
// only for people.
struct Rational {
  int64_t num = 0;
  int64_t den = 1;
  bool operator==(const Rational&) const = default;

  [[nodiscard]] double value() const { return static_cast<double>(num) / static_cast<double>(den); }
  [[nodiscard]] bool known() const { return num > 0 && den > 0; }
};

// ticks * from / to, rounded to the nearest tick (half away from zero), without overflow in
// between.
[[nodiscard]] int64_t rescale(int64_t ticks, Rational from, Rational to);

}  // namespace vidcam
