#pragma once

#include <span>
#include <vector>

#include "pipeline/base/clip.h"
#include "pipeline/base/frame.h"
#include "pipeline/base/geometry.h"

namespace vidcam {

// Turns frames into the small RGB pictures the model sees: bilinear taps on the planes, then exact
// BT.601/709/2020 to R'G'B' (no RGB frame is made), rounded to nearest; see [Note: Geometry].
// Rotation of the stream is applied. The taps are computed once; const, so usable from several
// threads.
class FrameSampler {
 public:
  // Throws Error (Unusable) where the spec does not fit the picture.
  FrameSampler(const StreamInfo& info, const ClipSpec& spec);

  // The model's size: spec's, or with Crop::None and ShortSide what the aspect ratio makes of it.
  [[nodiscard]] int width() const { return placement_.width; }
  [[nodiscard]] int height() const { return placement_.height; }

  // [H, W, 3] RGB.
  [[nodiscard]] std::vector<uint8_t> sample(const Frame& frame) const;

 private:
  StreamInfo info_;
  Placement placement_;
};

}  // namespace vidcam
