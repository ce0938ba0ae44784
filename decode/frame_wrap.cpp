#include "decode/frame_wrap.h"

extern "C" {
#include <libavutil/frame.h>
}

#include "decode/av_error.h"

namespace vidcam {

Frame wrap_planes(FrameHandle frame, int chroma_shift) {
  Frame out;
  out.width = frame->width;
  out.height = frame->height;
  out.chroma_shift = chroma_shift;
  for (size_t p = 0; p < 3; ++p) out.planes[p] = {frame->data[p], frame->linesize[p]};
  out.storage = std::shared_ptr<AVFrame>(frame.release(), AvDeleter{});
  return out;
}

FrameHandle new_picture(int pix_fmt, int width, int height) {
  FrameHandle frame = new_frame();
  frame->format = pix_fmt;
  frame->width = width;
  frame->height = height;
  check_av(av_frame_get_buffer(frame.get(), 0),
           "making a picture of " + std::to_string(width) + "x" + std::to_string(height));
  return frame;
}

}  // namespace vidcam
