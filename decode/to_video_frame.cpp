#include "decode/to_video_frame.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <libavutil/pixfmt.h>
}

#include "decode/frame_wrap.h"
#include "decode/picture_planes.h"
#include "decode/stream_color.h"

namespace vidcam {
namespace {

bool is_8_bit_420(int format) {
  return format == AV_PIX_FMT_YUV420P || format == AV_PIX_FMT_YUVJ420P ||
         format == AV_PIX_FMT_YUVA420P;
}

// What RGB becomes.
ColorModel video_color(const ColorModel& color, int height) {
  if (color.matrix != Matrix::Rgb) return color;
  return {height >= 720 ? Matrix::Bt709 : Matrix::Bt601, false};
}

}  // namespace

Frame ToVideoFrame::operator()(FrameHandle frame, const AVCodecContext& codec) {
  const ColorModel color = video_color(color_model_of(*frame, picture_), frame->height);
  const bool left = chroma_is_left(*frame, codec, picture_);
  if (is_gray_format(frame->format)) frame = gray_planes(*frame);
  const bool fits = frame->width == width_ && frame->height == height_;
  if (!fits || !is_8_bit_420(frame->format)) {
    frame = scaler_.convert(*frame, AV_PIX_FMT_YUV420P, width_, height_, color, left);
  }
  Frame out = wrap_planes(std::move(frame), 1);
  out.color = color;
  out.chroma_left = left;
  return out;
}

}  // namespace vidcam
