#pragma once

#include <string>

#include "pipeline/base/clip.h"
#include "pipeline/run/media_protocol.h"

// How commands have inputs read.
namespace vidcam {

// The card's clip with --frame-step; 0: as it is.
[[nodiscard]] ClipSpec with_step(ClipSpec clip, int frame_step);

// `common` for one input. stride: --stride; 0: the clip's length.
[[nodiscard]] MediaJob job_for(MediaJob common, const std::string& input, const ClipSpec& clip,
                               int stride);

// "640x480"
[[nodiscard]] std::string size_text(int width, int height);

// A message that says of which file it is: with the path before it, where it does not name it.
[[nodiscard]] std::string naming(const std::string& path, const std::string& message);

// --jobs; 0: one a core.
[[nodiscard]] int jobs_for(int wanted);

// --codec-threads, where so many inputs are worked on at once; 0: the cores, shared among them.
[[nodiscard]] int codec_threads_for(int wanted, int at_once);

}  // namespace vidcam
