#pragma once

#include "pipeline/base/clip.h"

namespace vidcam {

// The windows that occlusion covers with grey: patch x patch pixels of the model's input, over
// `frames` of its frames. 0: chosen by the model's input, see resolved().
struct OcclusionOptions {
  int patch = 0;         // side of the square
  int stride = 0;        // pixels from one patch to the next
  int frames = 0;        // how long a window is, in frames of the clip
  int frame_stride = 0;  // frames from one window to the next

  bool operator==(const OcclusionOptions&) const = default;
};

// What is left at 0 becomes: patch a seventh of the shorter side (at least 1); stride the patch for
// clips, half of it for pictures; frames a quarter of the clip (at least 1); frame_stride = frames.
// Throws Error (Usage) where a window is larger than the model's input (a picture has one frame),
// or windows would leave gaps between them.
[[nodiscard]] OcclusionOptions resolved(OcclusionOptions options, const ClipSpec& input);

}  // namespace vidcam
