#pragma once

#include "decode/av_handles.h"
#include "pipeline/base/frame.h"

namespace vidcam {

// Other pixel formats and sizes into 8-bit planar Y'CbCr by swscale, told to keep matrix and range.
// Keeps its tables as long as format, size and colour stay the same. Not thread-safe.
class PlaneScaler {
 public:
  // to_format: yuv420p or yuv444p. color: of the output; of the input too where that is Y'CbCr.
  // chroma_left: where chroma sits across in both. Throws Error (Unusable) where swscale cannot.
  [[nodiscard]] FrameHandle convert(const AVFrame& from, int to_format, int width, int height,
                                    const ColorModel& color, bool chroma_left);

 private:
  struct Key {
    int from_format = -1;
    int from_width = 0;
    int from_height = 0;
    int to_format = -1;
    int width = 0;
    int height = 0;
    ColorModel color;
    bool chroma_left = true;
    bool operator==(const Key&) const = default;
  };
  void prepare(const Key& key);

  Key key_;
  SwsHandle context_;
};

}  // namespace vidcam
