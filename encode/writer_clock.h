#pragma once

#include <cstdint>

#include "pipeline/base/rational.h"

namespace vidcam {

// [Note: Time in MP4] Times are kept exactly: the pictures' track counts in the stream's own time
// base (timescale = a multiple of its denominator), and a first frame that is not at 0 is kept by
// an edit list. Three things MP4 cannot say, or players cannot stand:
//   - a start before 0: everything, sound too, moves so that the first frame is at 0;
//   - a start later than kLatestStartSeconds (broadcast streams begin anywhere within 26 hours, and
//     a player would show that long a nothing): moved to 0 as well;
//   - a time base finer than a microsecond, or with terms over 31 bits: rounded to microseconds.
class WriterClock {
 public:
  // source: of the frames. first_pts: of the first one.
  WriterClock(Rational source, int64_t first_pts);

  // The time base of the file's pictures: the source's, but for the rounding above.
  [[nodiscard]] Rational time_base() const { return time_base_; }
  // Ticks a second of an MP4 track in which every time of time_base() is whole.
  [[nodiscard]] int timescale() const;

  // A frame's pts in time_base(), moved.
  [[nodiscard]] int64_t frame_pts(int64_t pts) const;
  // A time on the source's clock in another time base, moved alike.
  [[nodiscard]] int64_t moved(int64_t ticks, Rational base) const;

 private:
  Rational source_;
  Rational time_base_;
  int64_t shift_ = 0;  // in source_
};

}  // namespace vidcam
