#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/base/frame.h"
#include "pipeline/run/media_protocol.h"

namespace vidcam {

// A stretch of the video that is read from beginning to end.
struct Segment {
  double start_seconds = 0;  // counted from the first frame
  int64_t frames = -1;       // at most; -1: to the end of the video
};

// The stretches that a selection asks for, in order of time. total_frames: of the video, as far as
// known. All windows: one segment, the whole video. N windows: their middles divide the video
// evenly.
[[nodiscard]] std::vector<Segment> plan_segments(const ClipSelection& selection,
                                                 const ClipSpec& spec, const StreamInfo& info,
                                                 int64_t total_frames);

}  // namespace vidcam
