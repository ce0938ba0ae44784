#pragma once

#include "encode/libav.h"
#include "pipeline/base/frame.h"

namespace vidcam {

// Makes FFmpeg's frames of ours, in one pixel format and colour model. What is in them already is
// passed on without a copy; the rest goes through swscale.
class PictureConverter {
 public:
  enum class Format { Yuv420, Yuv444, Rgb24 };

  // even_size: an odd size is padded to an even one by repeating the last row or column.
  PictureConverter(Format format, ColorModel color, bool even_size);

  // pts and duration are not set.
  [[nodiscard]] EncodeOwned<AVFrame> convert(const Frame& frame);

 private:
  [[nodiscard]] bool fits(const Frame& frame) const;
  [[nodiscard]] EncodeOwned<AVFrame> scaled(const Frame& frame);

  Format format_;
  ColorModel color_;
  bool even_size_;
  EncodeOwned<SwsContext> scaler_;  // of the last frame's kind; kept by swscale's own cache
};

}  // namespace vidcam
