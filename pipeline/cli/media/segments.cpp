#include "pipeline/cli/media/segments.h"

#include <algorithm>

namespace vidcam {

std::vector<Segment> plan_segments(const ClipSelection& selection, const ClipSpec& spec,
                                   const StreamInfo& info, int64_t total_frames) {
  std::vector<Segment> segments;
  if (!selection.at_seconds.empty()) {
    for (const double at : selection.at_seconds) segments.push_back({at, spec.span()});
    std::sort(segments.begin(), segments.end(),
              [](const Segment& a, const Segment& b) { return a.start_seconds < b.start_seconds; });
    return segments;
  }
  if (selection.spread == 0) return {Segment{}};
  const int64_t room = std::max<int64_t>(0, total_frames - spec.span());
  const int64_t windows = std::min<int64_t>(selection.spread, room + 1);
  const double rate = info.frame_rate.known() ? info.frame_rate.value() : 25.0;
  for (int64_t k = 0; k < windows; ++k) {
    const int64_t start = (2 * k + 1) * room / (2 * windows);
    // A quarter of a frame early: times of a file are rounded to its ticks, and the frame itself
    // must not be missed.
    segments.push_back({std::max(0.0, (static_cast<double>(start) - 0.25) / rate), spec.span()});
  }
  return segments;
}

}  // namespace vidcam
