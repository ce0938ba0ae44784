#include "encode/picture_converter.h"

#include <cstring>
#include <memory>
#include <new>

#include "encode/canvas.h"

extern "C" {
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

namespace vidcam {
namespace {

AVPixelFormat pixel_format(const Frame& frame) {
  if (frame.color.matrix == Matrix::Rgb) return AV_PIX_FMT_GBRP;
  return frame.chroma_shift == 1 ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_YUV444P;
}

AVPixelFormat pixel_format(PictureConverter::Format format) {
  switch (format) {
    case PictureConverter::Format::Yuv420:
      return AV_PIX_FMT_YUV420P;
    case PictureConverter::Format::Yuv444:
      return AV_PIX_FMT_YUV444P;
    default:
      return AV_PIX_FMT_RGB24;
  }
}

void release_storage(void* storage, uint8_t* /*data*/) {
  const std::unique_ptr<Frame> held(static_cast<Frame*>(storage));
}

// FFmpeg's frame over our pixels, which it keeps alive and may not write to.
EncodeOwned<AVFrame> wrapped(const Frame& frame) {
  EncodeOwned<AVFrame> av = new_av_frame();
  auto held = std::make_unique<Frame>(frame);
  auto* first = const_cast<uint8_t*>(frame.planes[0].data);  // read-only by the flag below
  av->buf[0] =
      av_buffer_create(first, frame.bytes(), release_storage, held.get(), AV_BUFFER_FLAG_READONLY);
  if (av->buf[0] == nullptr) throw std::bad_alloc();
  (void)held.release();
  av->width = frame.width;
  av->height = frame.height;
  av->format = pixel_format(frame);
  constexpr std::array<size_t, 3> kGbr{1, 2, 0};
  for (size_t p = 0; p < 3; ++p) {
    const Plane& plane = frame.planes[frame.color.matrix == Matrix::Rgb ? kGbr[p] : p];
    av->data[p] = const_cast<uint8_t*>(plane.data);
    av->linesize[p] = plane.stride;
  }
  return av;
}

Frame padded_to_even(const Frame& frame) {
  if (frame.width % 2 == 0 && frame.height % 2 == 0) return frame;
  const Canvas canvas = new_canvas(frame, (frame.width + 1) / 2 * 2, (frame.height + 1) / 2 * 2);
  paste(frame, canvas, 0, 0);
  for (int p = 0; p < 3; ++p) {
    const int width = frame.plane_width(p);
    const int height = frame.plane_height(p);
    if (canvas.frame.plane_width(p) > width) {
      for (int y = 0; y < height; ++y) canvas.row(p, y)[width] = canvas.row(p, y)[width - 1];
    }
    if (canvas.frame.plane_height(p) > height) {
      std::memcpy(canvas.row(p, height), canvas.row(p, height - 1),
                  static_cast<size_t>(canvas.frame.plane_width(p)));
    }
  }
  return canvas.frame;
}

const int* coefficients(Matrix matrix) {
  switch (matrix) {
    case Matrix::Bt709:
      return sws_getCoefficients(SWS_CS_ITU709);
    case Matrix::Bt2020:
      return sws_getCoefficients(SWS_CS_BT2020);
    default:
      return sws_getCoefficients(SWS_CS_ITU601);
  }
}

}  // namespace

PictureConverter::PictureConverter(Format format, ColorModel color, bool even_size)
    : format_(format), color_(color), even_size_(even_size) {}

bool PictureConverter::fits(const Frame& frame) const {
  return frame.color == color_ && pixel_format(frame) == pixel_format(format_);
}

EncodeOwned<AVFrame> PictureConverter::convert(const Frame& frame) {
  const Frame whole = even_size_ ? padded_to_even(frame) : frame;
  return fits(whole) ? wrapped(whole) : scaled(whole);
}

EncodeOwned<AVFrame> PictureConverter::scaled(const Frame& frame) {
  const EncodeOwned<AVFrame> from = wrapped(frame);
  EncodeOwned<AVFrame> to = new_av_frame();
  to->width = frame.width;
  to->height = frame.height;
  to->format = pixel_format(format_);
  if (av_frame_get_buffer(to.get(), 0) < 0) throw std::bad_alloc();
  constexpr int kFlags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP;
  scaler_.reset(sws_getCachedContext(
      scaler_.release(), frame.width, frame.height, static_cast<AVPixelFormat>(from->format),
      frame.width, frame.height, pixel_format(format_), kFlags, nullptr, nullptr, nullptr));
  if (!scaler_) throw std::bad_alloc();
  sws_setColorspaceDetails(scaler_.get(), coefficients(frame.color.matrix), frame.color.full_range,
                           coefficients(color_.matrix), color_.full_range, 0, 1 << 16, 1 << 16);
  sws_scale(scaler_.get(), from->data, from->linesize, 0, frame.height, to->data, to->linesize);
  return to;
}

}  // namespace vidcam
