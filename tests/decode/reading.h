#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "decode/clip_sampler.h"
#include "decode/frame_source.h"
#include "tests/support/media.h"

namespace vidcam::testing {

inline std::vector<Frame> all_frames(FrameSource& source) {
  std::vector<Frame> frames;
  while (auto frame = source.next()) frames.push_back(std::move(*frame));
  return frames;
}

inline std::vector<Frame> all_frames(const std::string& path) {
  const auto source = open_source(path);
  return all_frames(*source);
}

inline std::vector<int64_t> times(const std::vector<Frame>& frames) {
  std::vector<int64_t> pts;
  pts.reserve(frames.size());
  for (const Frame& frame : frames) pts.push_back(frame.pts);
  return pts;
}

// A plain stretch to width x height.
inline ClipSpec stretch(int width, int height) {
  ClipSpec spec;
  spec.width = spec.resize_width = width;
  spec.height = spec.resize_height = height;
  return spec;
}

// The colour in the middle of a frame.
inline Rgb middle(const StreamInfo& info, const Frame& frame) {
  const auto rgb = FrameSampler(info, stretch(3, 3)).sample(frame);
  return {rgb[12], rgb[13], rgb[14]};
}

inline int distance(Rgb a, Rgb b) {
  return std::max({std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b)});
}

// Whether the planes hold the same samples.
inline bool same_pixels(const Frame& a, const Frame& b) {
  if (a.width != b.width || a.height != b.height || a.chroma_shift != b.chroma_shift) return false;
  for (int p = 0; p < 3; ++p) {
    const Plane& x = a.planes[static_cast<size_t>(p)];
    const Plane& y = b.planes[static_cast<size_t>(p)];
    for (ptrdiff_t row = 0; row < a.plane_height(p); ++row) {
      if (!std::equal(x.data + row * x.stride, x.data + row * x.stride + a.plane_width(p),
                      y.data + row * y.stride)) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace vidcam::testing
