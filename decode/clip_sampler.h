#pragma once

#include <vector>

#include "decode/plane_sampler.h"
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

  // [H, W, 3] RGB. Throws std::invalid_argument where the frame has not the stream's size.
  [[nodiscard]] std::vector<uint8_t> sample(const Frame& frame) const;

 private:
  // One axis of the coded picture: source samples, and which of them the model's samples are.
  struct Axis {
    int source = 0;
    int model = 0;
    double scale = 1;
    double offset = 0;
  };
  [[nodiscard]] Axis coded_axis(bool horizontal) const;
  [[nodiscard]] static PlaneSampler luma(const Axis& x, const Axis& y);
  [[nodiscard]] static PlaneSampler chroma(const Axis& x, const Axis& y, bool left);
  [[nodiscard]] const PlaneSampler& chroma_of(const Frame& frame) const;

  StreamInfo info_;
  Placement placement_;
  Axis x_;
  Axis y_;
  PlaneSampler full_;           // plane 0, and all planes where chroma is not halved
  PlaneSampler chroma_left_;    // halved chroma on even columns
  PlaneSampler chroma_center_;  // halved chroma between two columns
};

}  // namespace vidcam
