#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/base/frame.h"

// Videos and pictures for tests, written and read back with libav alone: neither our reader nor our
// writer has a part in it, nor swscale, so both can be checked against it.
namespace vidcam::testing {

struct Rgb {
  uint8_t r = 0;
  uint8_t g = 0;
  uint8_t b = 0;
  bool operator==(const Rgb&) const = default;
};

// The colour of pixel (x, y), in coded orientation, of a frame counted from 0.
using Painting = std::function<Rgb(int frame, int x, int y)>;

// A colour that tells frames apart: one of 64, all far from one another.
[[nodiscard]] Rgb frame_color(int frame);

// The whole frame in frame_color(frame).
[[nodiscard]] Painting solid_frames();

// Quarters in four colours: red, green / blue, white (top left, top right / bottom left, bottom
// right).
[[nodiscard]] Painting four_corners(int width, int height);

// A video, or with an image suffix (.png .jpg .bmp .webp .tiff) a picture.
struct VideoSpec {
  std::string path;  // the suffix says the container
  int width = 64;
  int height = 48;
  int frames = 10;
  Rational frame_rate{25, 1};
  Rational time_base{0, 1};  // unknown: the container's choice for 1 / frame_rate
  std::vector<int64_t> pts;  // of each frame, in time_base (which then must be given); empty: even
  int64_t start = 0;         // added to every pts, in time_base
  std::string codec = "libx264";  // an encoder's name
  std::string pix_fmt;            // empty: yuv420p, or the encoder's first if it has no yuv420p
  ColorModel color;               // how RGB becomes Y'CbCr
  bool tag_color = true;          // write the colour model into the stream
  bool tag_chroma = false;        // write chroma_left into the stream
  bool chroma_left = true;
  Orientation orientation;
  Rational sample_aspect{1, 1};
  int gop = 12;
  int bframes = 0;
  int quality = 4;      // x264's crf, or the quantiser of other encoders; small is good
  std::string options;  // further options of the encoder, "key=value:key=value"
  std::string muxer_options;
  Painting painting = solid_frames();
  std::string audio;         // an encoder's name: "aac", "libmp3lame", "pcm_s16le"; empty: no sound
  double audio_seconds = 0;  // 0: as long as the pictures
  double audio_hertz = 440;
};

// Throws std::runtime_error naming the step that failed.
void write_video(const VideoSpec& spec);

struct Pixels {
  int width = 0;
  int height = 0;
  std::vector<uint8_t> rgb;  // [height, width, 3], by the exact matrix, chroma not interpolated
  [[nodiscard]] Rgb at(int x, int y) const;
};

// A file read back with libav directly.
struct ReadBack {
  int width = 0;
  int height = 0;
  std::string container;
  std::string codec;
  std::string pix_fmt;
  Rational time_base;
  Rational frame_rate;
  Rational sample_aspect;
  Orientation orientation;
  ColorModel color;  // as tagged; where untagged, the defaults of ColorModel
  int color_primaries = 2;
  int color_transfer = 2;
  int color_space = 2;
  std::vector<int64_t> pts;  // presentation order
  std::vector<int64_t> durations;
  std::vector<Pixels> pixels;  // only where asked for
  std::string audio_codec;     // empty: no sound
  int audio_packets = 0;
  Rational audio_time_base;
  std::vector<int64_t> audio_pts;
  int64_t audio_bytes = 0;

  [[nodiscard]] int frames() const { return static_cast<int>(pts.size()); }
  [[nodiscard]] double seconds(int frame) const {
    return static_cast<double>(pts.at(static_cast<size_t>(frame))) * time_base.value();
  }
};

[[nodiscard]] ReadBack read_video(const std::string& path, bool keep_pixels = false);

}  // namespace vidcam::testing
