#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "decode/limits.h"
#include "pipeline/base/frame.h"

namespace vidcam {

// Frames of one input, in presentation order. A passive object: no threads of its own, not
// thread-safe.
class FrameSource {
 public:
  virtual ~FrameSource() = default;

  [[nodiscard]] virtual const StreamInfo& info() const = 0;

  // The next frame, or nothing at the end of the stream. Throws Error where nothing more can be
  // decoded although the end was not reached; damage that decoding gets over is counted in damage()
  // instead.
  virtual std::optional<Frame> next() = 0;

  // Makes next() return the first frame whose time is at or after seconds (counted from the
  // stream's first frame), by jumping to the keyframe before it. False: this source cannot seek;
  // then nothing has changed.
  virtual bool seek(double seconds) = 0;

  // What was wrong so far, one line each, for people: decode errors got over, fewer frames than
  // declared (known at the end). Not empty means the result is `partial`.
  [[nodiscard]] virtual std::vector<std::string> damage() const = 0;
};

// Opens a video file, a picture file or a folder of pictures (one frame each, in natural order, 25
// frames a second). Throws Error: Missing (no such file), Unusable (not a regular file, a container
// outside the whitelist, no video stream, over a limit, no frame that can be decoded ...), naming
// the path and what was found.
[[nodiscard]] std::unique_ptr<FrameSource> open_source(const std::string& path,
                                                       const DecodeLimits& limits = {});

}  // namespace vidcam
