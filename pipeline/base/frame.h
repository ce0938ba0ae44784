#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/base/orientation.h"
#include "pipeline/base/rational.h"

// The words everybody shares:
//   frame  one image of a video or a picture file, 8-bit planar, as decoded
//   clip   what the model sees: T small RGB images (clip.h)
//   heat   the map of an explanation over a clip: t x h x w floats at the layer's resolution
//   (heat.h)
namespace vidcam {

// What the three planes mean: R, G, B, or Y, Cb, Cr by one of the standards.
enum class Matrix { Rgb, Bt601, Bt709, Bt2020 };

struct ColorModel {
  Matrix matrix = Matrix::Bt601;
  bool full_range = false;  // Y 0..255 instead of 16..235; true for Rgb
  bool operator==(const ColorModel&) const = default;
};

struct Plane {
  const uint8_t* data = nullptr;
  int stride = 0;  // bytes from one row to the next
};

// One image, 8 bits a sample, three planes, in the orientation of the file (not turned for
// display). Videos are 4:2:0 Y, Cb, Cr (chroma_shift 1; chroma planes are (size + 1) / 2); pictures
// may also be 4:4:4 or RGB (0). Copying a Frame copies a reference: the pixels are shared and never
// written to by anyone.
struct Frame {
  int width = 0;   // of plane 0, pixels
  int height = 0;  // of plane 0, pixels
  int chroma_shift = 1;
  bool chroma_left = true;  // chroma samples sit on even luma columns (H.264's default), else
                            // between two (JPEG, MPEG-1)
  ColorModel color;
  std::array<Plane, 3> planes;
  std::shared_ptr<const void> storage;  // keeps the planes alive
  int64_t pts = 0;       // presentation time, in StreamInfo::time_base, as in the file
  int64_t duration = 0;  // same unit; 0: unknown

  [[nodiscard]] int plane_width(int plane) const {
    return plane == 0 ? width : (width + (1 << chroma_shift) - 1) >> chroma_shift;
  }
  [[nodiscard]] int plane_height(int plane) const {
    return plane == 0 ? height : (height + (1 << chroma_shift) - 1) >> chroma_shift;
  }
  // Bytes of all planes without padding: what holding this frame costs.
  [[nodiscard]] size_t bytes() const {
    size_t sum = 0;
    for (int p = 0; p < 3; ++p)
      sum += static_cast<size_t>(plane_width(p)) * static_cast<size_t>(plane_height(p));
    return sum;
  }
};

// What a file says about its picture stream. Sizes are of the coded pictures, before `orientation`
// is applied.
struct StreamInfo {
  std::string path;
  std::string container;  // FFmpeg's short name, e.g. "mov,mp4,m4a,3gp,3g2,mj2"
  std::string codec;      // e.g. "h264", "png"
  bool is_image = false;  // one picture: results are pictures too
  int width = 0;
  int height = 0;
  Orientation orientation;
  Rational sample_aspect{1, 1};  // width : height of one pixel
  Rational time_base{1, 25};
  Rational frame_rate;          // average; {0, 1}: unknown
  double duration_seconds = 0;  // 0: unknown
  int64_t declared_frames =
      0;  // what the container promises, or an estimate from rate and duration; 0: unknown
  bool declared_exact = false;  // declared_frames was read, not estimated
  bool has_audio = false;
  // Colour description of the stream, as FFmpeg's AVColorPrimaries / AVColorTransferCharacteristic
  // (ISO 23001-8 code points), carried to the output untouched; 2: unspecified.
  int color_primaries = 2;
  int color_transfer = 2;

  [[nodiscard]] int display_width() const { return orientation.swaps_axes() ? height : width; }
  [[nodiscard]] int display_height() const { return orientation.swaps_axes() ? width : height; }
};

}  // namespace vidcam
