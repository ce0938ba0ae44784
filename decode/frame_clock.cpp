#include "decode/frame_clock.h"

#include <algorithm>

namespace vidcam {

FrameClock::FrameClock(Rational time_base, Rational frame_rate) : step_(1) {
  if (!frame_rate.known()) frame_rate = {25, 1};
  step_ = std::max<int64_t>(1, rescale(1, {frame_rate.den, frame_rate.num}, time_base));
}

int64_t FrameClock::stamp(std::optional<int64_t> pts) {
  if (!pts) {
    made_up_ = true;
    pts = last_ ? *last_ + step_ : 0;
  } else if (last_ && *pts <= *last_) {
    made_up_ = true;
    pts = *last_ + 1;
  }
  last_ = pts;
  return *pts;
}

}  // namespace vidcam
