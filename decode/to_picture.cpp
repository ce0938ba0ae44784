#include "decode/to_picture.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <libavutil/pixfmt.h>
}

#include "decode/frame_wrap.h"
#include "decode/picture_planes.h"
#include "decode/plane_scaler.h"
#include "decode/stream_color.h"

namespace vidcam {
namespace {

// The chroma_shift of formats whose planes can be used as they are; -1 for all others.
int usable_shift(int format) {
  switch (format) {
    case AV_PIX_FMT_YUV420P:
    case AV_PIX_FMT_YUVJ420P:
    case AV_PIX_FMT_YUVA420P:
      return 1;
    case AV_PIX_FMT_YUV444P:
    case AV_PIX_FMT_YUVJ444P:
    case AV_PIX_FMT_YUVA444P:
      return 0;
    default:
      return -1;
  }
}

Frame yuv_picture(FrameHandle frame, const ColorModel& color, bool left) {
  int shift = usable_shift(frame->format);
  if (shift < 0) {
    frame =
        PlaneScaler().convert(*frame, AV_PIX_FMT_YUV444P, frame->width, frame->height, color, left);
    shift = 0;
  }
  return wrap_planes(std::move(frame), shift);
}

}  // namespace

Frame to_picture(FrameHandle frame, const AVCodecContext& codec) {
  const bool left = chroma_is_left(*frame, codec, true);
  const bool rgb = is_rgb_format(frame->format) || is_gray_format(frame->format);
  const ColorModel color = rgb ? ColorModel{Matrix::Rgb, true} : color_model_of(*frame, true);
  Frame out = rgb ? wrap_planes(rgb_planes(*frame), 0) : yuv_picture(std::move(frame), color, left);
  out.color = color;
  out.chroma_left = left;
  return out;
}

}  // namespace vidcam
