#pragma once

#include "pipeline/run/media_protocol.h"

namespace vidcam {

// Takes from this process what decoding a file does not need: memory beyond the job's, core dumps,
// new privileges. It dies with its parent, and leaves Ctrl-C to it.
void confine(const MediaJob& job);

}  // namespace vidcam
