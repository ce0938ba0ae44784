#pragma once

#include <cstdint>
#include <optional>

#include "pipeline/base/rational.h"

namespace vidcam {

// Gives every frame a time that is later than the one before. What the file says is kept as it is;
// only where it says nothing, one frame's time is added, and where it goes back or repeats, one
// tick.
class FrameClock {
 public:
  FrameClock(Rational time_base, Rational frame_rate);

  // pts: as in the file; nothing where it has none.
  [[nodiscard]] int64_t stamp(std::optional<int64_t> pts);

  // After seeking: the next frame may be earlier.
  void restart() { last_.reset(); }
  // Whether a time had to be made up so far; then seeking by time is not to be trusted.
  [[nodiscard]] bool made_up() const { return made_up_; }

 private:
  int64_t step_;  // ticks of one frame, at least 1
  std::optional<int64_t> last_;
  bool made_up_ = false;
};

}  // namespace vidcam
