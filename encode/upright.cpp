#include "encode/upright.h"

#include "encode/canvas.h"
#include "encode/picture_converter.h"

extern "C" {
#include <libavutil/frame.h>
}

namespace vidcam {

Frame upright_rgb(const Frame& frame, Orientation orientation) {
  constexpr ColorModel kRgb{Matrix::Rgb, true};
  PictureConverter to_rgb(PictureConverter::Format::Rgb24, kRgb, false);
  const EncodeOwned<AVFrame> packed = to_rgb.convert(frame);
  Frame like = frame;
  like.chroma_shift = 0;
  like.color = kRgb;
  const bool sideways = orientation.swaps_axes();
  const Canvas canvas = new_canvas(like, sideways ? frame.height : frame.width,
                                   sideways ? frame.width : frame.height);
  for (int y = 0; y < frame.height; ++y) {
    const uint8_t* in = packed->data[0] + static_cast<ptrdiff_t>(packed->linesize[0]) * y;
    for (int x = 0; x < frame.width; ++x) {
      const Point to = turned(Point{x, y}, frame.width, frame.height, orientation);
      for (int p = 0; p < 3; ++p) canvas.row(p, to.y)[to.x] = *in++;
    }
  }
  return canvas.frame;
}

}  // namespace vidcam
