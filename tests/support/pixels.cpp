#include "tests/support/pixels.h"

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
}

#include <algorithm>
#include <array>
#include <cmath>

namespace vidcam::testing {
namespace {

struct Weights {
  double r;
  double b;
};

Weights weights_of(Matrix matrix) {
  if (matrix == Matrix::Bt709) return {0.2126, 0.0722};
  if (matrix == Matrix::Bt2020) return {0.2627, 0.0593};
  return {0.299, 0.114};
}

using Triple = std::array<double, 3>;

// Y, Cb, Cr on the scale 0..255 (not rounded) by the definition of the standards.
Triple to_yuv(Rgb c, const ColorModel& color) {
  const auto [wr, wb] = weights_of(color.matrix);
  const double r = c.r / 255.0;
  const double g = c.g / 255.0;
  const double b = c.b / 255.0;
  const double y = wr * r + (1 - wr - wb) * g + wb * b;
  const double cb = (b - y) / (2 * (1 - wb));
  const double cr = (r - y) / (2 * (1 - wr));
  if (color.full_range) return {255 * y, 255 * cb + 128, 255 * cr + 128};
  return {219 * y + 16, 224 * cb + 128, 224 * cr + 128};
}

uint8_t to_byte(double v) { return static_cast<uint8_t>(std::lround(std::clamp(v, 0.0, 255.0))); }

Rgb to_rgb(Triple v, const ColorModel& color) {
  const auto [wr, wb] = weights_of(color.matrix);
  const double y = color.full_range ? v[0] / 255 : (v[0] - 16) / 219;
  const double cb = (v[1] - 128) / (color.full_range ? 255 : 224);
  const double cr = (v[2] - 128) / (color.full_range ? 255 : 224);
  const double r = y + 2 * (1 - wr) * cr;
  const double b = y + 2 * (1 - wb) * cb;
  const double g = (y - wr * r - wb * b) / (1 - wr - wb);
  return {to_byte(255 * r), to_byte(255 * g), to_byte(255 * b)};
}

// Samples of one component, whatever its packing, on the scale 0..255.
class Component {
 public:
  Component(const AVFrame& frame, int index, const ColorModel& color)
      : desc_(*av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format))),
        comp_(desc_.comp[index]),
        data_(frame.data[comp_.plane]),
        stride_(frame.linesize[comp_.plane]),
        top_((1 << comp_.depth) - 1),
        wide_(comp_.depth + comp_.shift > 8),
        big_endian_((desc_.flags & AV_PIX_FMT_FLAG_BE) != 0) {
    // Limited range is the same share of 2^depth at every depth; full range and RGB end at 2^depth
    // - 1.
    const bool limited = (desc_.flags & AV_PIX_FMT_FLAG_RGB) == 0 && !color.full_range;
    scale_ = limited && comp_.depth > 8 ? (1 << comp_.depth) / 256.0 : top_ / 255.0;
  }

  // The sample's bits must be 0 before.
  void set(int x, int y, double value) const {
    const auto bits = static_cast<unsigned>(std::clamp(std::round(value * scale_), 0.0, top_))
                      << comp_.shift;
    uint8_t* at = place(x, y);
    if (wide_) {
      at[big_endian_ ? 0 : 1] = static_cast<uint8_t>(bits >> 8);
      at[big_endian_ ? 1 : 0] = static_cast<uint8_t>(bits);
    } else {
      at[0] = static_cast<uint8_t>(at[0] | bits);
    }
  }
  [[nodiscard]] double get(int x, int y) const {
    const uint8_t* at = place(x, y);
    int bits = at[0];
    if (wide_) bits = big_endian_ ? at[0] << 8 | at[1] : at[1] << 8 | at[0];
    return ((bits >> comp_.shift) & ((1 << comp_.depth) - 1)) / scale_;
  }

 private:
  [[nodiscard]] uint8_t* place(int x, int y) const {
    return data_ + static_cast<ptrdiff_t>(y) * stride_ + static_cast<ptrdiff_t>(x) * comp_.step +
           comp_.offset;
  }
  const AVPixFmtDescriptor& desc_;
  AVComponentDescriptor comp_;
  uint8_t* data_;
  int stride_;
  double top_;
  bool wide_;
  bool big_endian_;
  double scale_;
};

Triple values(Rgb c, bool rgb, const ColorModel& color) {
  if (!rgb) return to_yuv(c, color);
  return {static_cast<double>(c.r), static_cast<double>(c.g), static_cast<double>(c.b)};
}

// The mean over the block of pixels that one chroma sample stands for.
double mean_over(const AVFrame& f, int number, const Painting& painting, const ColorModel& color,
                 int component, int cx, int cy, int shift_x, int shift_y) {
  double sum = 0;
  int count = 0;
  for (int y = cy << shift_y; y < std::min((cy + 1) << shift_y, f.height); ++y) {
    for (int x = cx << shift_x; x < std::min((cx + 1) << shift_x, f.width); ++x, ++count) {
      sum += to_yuv(painting(number, x, y), color)[static_cast<size_t>(component)];
    }
  }
  return sum / count;
}

void clear(AVFrame& frame, const AVPixFmtDescriptor& desc) {
  for (int p = 0; p < 4 && frame.data[p] != nullptr; ++p) {
    const bool chroma = (desc.flags & AV_PIX_FMT_FLAG_RGB) == 0 && (p == 1 || p == 2);
    const int rows = chroma ? AV_CEIL_RSHIFT(frame.height, desc.log2_chroma_h) : frame.height;
    std::fill_n(frame.data[p], static_cast<ptrdiff_t>(frame.linesize[p]) * rows, uint8_t{0});
  }
}

}  // namespace

void paint_frame(AVFrame& frame, int number, const Painting& painting, const ColorModel& color) {
  const auto& desc = *av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  const bool rgb = (desc.flags & AV_PIX_FMT_FLAG_RGB) != 0;
  clear(frame, desc);
  for (int c = 0; c < desc.nb_components; ++c) {
    const bool chroma = !rgb && (c == 1 || c == 2) && desc.nb_components >= 3;
    const bool alpha = c == 3 || (c == 1 && desc.nb_components == 2);
    const int sx = chroma ? desc.log2_chroma_w : 0;
    const int sy = chroma ? desc.log2_chroma_h : 0;
    const Component out(frame, c, color);
    for (int y = 0; y < AV_CEIL_RSHIFT(frame.height, sy); ++y) {
      for (int x = 0; x < AV_CEIL_RSHIFT(frame.width, sx); ++x) {
        if (alpha) {
          out.set(x, y, 255);
        } else if (chroma) {
          out.set(x, y, mean_over(frame, number, painting, color, c, x, y, sx, sy));
        } else {
          out.set(x, y, values(painting(number, x, y), rgb, color)[static_cast<size_t>(c)]);
        }
      }
    }
  }
}

Pixels to_pixels(const AVFrame& frame, const ColorModel& color) {
  const auto& desc = *av_pix_fmt_desc_get(static_cast<AVPixelFormat>(frame.format));
  const bool rgb = (desc.flags & AV_PIX_FMT_FLAG_RGB) != 0;
  const bool grey = desc.nb_components < 3;
  const std::array<Component, 3> in{Component(frame, 0, color),
                                    Component(frame, grey ? 0 : 1, color),
                                    Component(frame, grey ? 0 : 2, color)};
  Pixels out{frame.width, frame.height, {}};
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      const int cx = rgb || grey ? x : x >> desc.log2_chroma_w;
      const int cy = rgb || grey ? y : y >> desc.log2_chroma_h;
      const Triple v{in[0].get(x, y), in[1].get(cx, cy), in[2].get(cx, cy)};
      const Rgb c =
          rgb || grey ? Rgb{to_byte(v[0]), to_byte(v[1]), to_byte(v[2])} : to_rgb(v, color);
      out.rgb.insert(out.rgb.end(), {c.r, c.g, c.b});
    }
  }
  return out;
}

Rgb Pixels::at(int x, int y) const {
  const size_t i =
      3 * (static_cast<size_t>(y) * static_cast<size_t>(width) + static_cast<size_t>(x));
  return {rgb.at(i), rgb.at(i + 1), rgb.at(i + 2)};
}

}  // namespace vidcam::testing
