#include "decode/picture_planes.h"

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <cstdint>
#include <vector>

#include "decode/frame_wrap.h"

namespace vidcam {
namespace {

const AVPixFmtDescriptor& descriptor(const AVFrame& frame) {
  return *av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
}

void take_component(const AVFrame& frame, int component, uint8_t* to, int stride) {
  const auto& desc = descriptor(frame);
  const bool palette = (desc.flags & AV_PIX_FMT_FLAG_PAL) != 0;
  const int depth = palette ? 8 : desc.comp[component].depth;
  const unsigned top = (1U << depth) - 1;
  const uint8_t* data[4] = {frame.data[0], frame.data[1], frame.data[2], frame.data[3]};
  std::vector<uint16_t> line(static_cast<size_t>(frame.width));
  for (int y = 0; y < frame.height; ++y, to += stride) {
    av_read_image_line2(line.data(), data, frame.linesize, &desc, 0, y, component, frame.width,
                        palette ? 1 : 0, 2);
    std::transform(line.begin(), line.end(), to,
                   [top](unsigned v) { return static_cast<uint8_t>((v * 255 + top / 2) / top); });
  }
}

}  // namespace

FrameHandle rgb_planes(const AVFrame& frame) {
  FrameHandle out = new_picture(AV_PIX_FMT_YUV444P, frame.width, frame.height);
  const bool gray =
      descriptor(frame).nb_components < 3 && (descriptor(frame).flags & AV_PIX_FMT_FLAG_PAL) == 0;
  for (int c = 0; c < 3; ++c) {
    take_component(frame, gray ? 0 : c, out->data[c], out->linesize[c]);
  }
  return out;
}

FrameHandle gray_planes(const AVFrame& frame) {
  FrameHandle out = new_picture(AV_PIX_FMT_YUV420P, frame.width, frame.height);
  take_component(frame, 0, out->data[0], out->linesize[0]);
  for (int c = 1; c < 3; ++c) {
    const auto rows = static_cast<size_t>((frame.height + 1) / 2);
    std::fill_n(out->data[c], static_cast<size_t>(out->linesize[c]) * rows, uint8_t{128});
  }
  return out;
}

}  // namespace vidcam
