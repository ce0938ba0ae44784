#include "encode/writer_clock.h"

#include <limits>
#include <numeric>
#include <stdexcept>

namespace vidcam {
namespace {

constexpr int64_t kLatestStartSeconds = 10;
constexpr Rational kMicroseconds{1, 1'000'000};

Rational storable(Rational base) {
  const int64_t divisor = std::gcd(base.num, base.den);
  const Rational reduced{base.num / divisor, base.den / divisor};
  const bool fits = reduced.num <= std::numeric_limits<int32_t>::max() &&
                    reduced.den <= std::numeric_limits<int32_t>::max();
  const bool fine = reduced.value() < kMicroseconds.value();
  return fits && !fine ? reduced : kMicroseconds;
}

}  // namespace

WriterClock::WriterClock(Rational source, int64_t first_pts) : source_(source) {
  if (!source.known()) throw std::invalid_argument("the stream has no time base");
  time_base_ = storable(source);
  const bool late = first_pts > rescale(kLatestStartSeconds, {1, 1}, source);
  if (first_pts < 0 || late) shift_ = -first_pts;
}

int WriterClock::timescale() const {
  constexpr int64_t kCoarsest = 10'000;  // sound is placed to this by players' edit lists
  int64_t scale = time_base_.den;
  while (scale < kCoarsest) scale *= 2;
  return static_cast<int>(scale);
}

int64_t WriterClock::frame_pts(int64_t pts) const {
  return rescale(pts + shift_, source_, time_base_);
}

int64_t WriterClock::moved(int64_t ticks, Rational base) const {
  return ticks + rescale(shift_, source_, base);
}

}  // namespace vidcam
