#include "decode/to_picture.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/decode/reading.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

// Smooth in all three colours, so that neither chroma's size nor compression hides an error.
Rgb slope(int, int x, int y) {
  return {static_cast<uint8_t>(40 + 3 * x), static_cast<uint8_t>(200 - 4 * y),
          static_cast<uint8_t>(60 + x + 2 * y)};
}

VideoSpec picture(const std::string& path, const char* codec, const char* format) {
  VideoSpec spec;
  spec.path = path;
  spec.codec = codec;
  spec.pix_fmt = format;
  spec.frames = 1;
  spec.width = 41;
  spec.height = 31;
  spec.painting = slope;
  spec.color = {Matrix::Bt601, spec.codec == "mjpeg"};
  spec.quality = 1;
  return spec;
}

// The largest difference between a picture as read and as painted.
int largest_error(const VideoSpec& spec) {
  const auto source = open_source(spec.path);
  EXPECT_TRUE(source->info().is_image);
  const auto frames = all_frames(*source);
  EXPECT_EQ(frames.size(), 1U);
  const auto rgb =
      FrameSampler(source->info(), stretch(spec.width, spec.height)).sample(frames.at(0));
  int worst = 0;
  for (int y = 0; y < spec.height; ++y) {
    for (int x = 0; x < spec.width; ++x) {
      const auto i = static_cast<size_t>(3 * (y * spec.width + x));
      worst = std::max(worst, distance({rgb[i], rgb[i + 1], rgb[i + 2]}, slope(0, x, y)));
    }
  }
  return worst;
}

TEST(PictureTest, KeepsRgbPicturesExactly) {
  const auto dir = temp_dir();
  for (const auto& [codec, name, format] :
       {std::tuple{"png", "a.png", "rgb24"}, std::tuple{"png", "b.png", "rgba"},
        std::tuple{"png", "c.png", "rgb48be"}, std::tuple{"png", "d.png", "rgba64be"},
        std::tuple{"bmp", "a.bmp", "bgr24"}, std::tuple{"bmp", "b.bmp", "bgra"},
        std::tuple{"tiff", "a.tiff", "rgb24"}, std::tuple{"ppm", "a.ppm", "rgb24"}}) {
    const VideoSpec spec = picture(dir / name, codec, format);
    write_video(spec);
    EXPECT_EQ(largest_error(spec), 0) << name << " " << format;
    const Frame frame = all_frames(spec.path).at(0);
    EXPECT_EQ(frame.color, (ColorModel{Matrix::Rgb, true}));
    EXPECT_EQ(frame.chroma_shift, 0);
  }
}

TEST(PictureTest, KeepsJpegAsFullRangeYuv) {
  const auto dir = temp_dir();
  for (const auto& [format, shift] :
       {std::pair{"yuvj420p", 1}, std::pair{"yuvj422p", 0}, std::pair{"yuvj444p", 0}}) {
    const VideoSpec spec = picture(dir / "a.jpg", "mjpeg", format);
    write_video(spec);
    EXPECT_LE(largest_error(spec), 5) << format;
    const Frame frame = all_frames(spec.path).at(0);
    EXPECT_EQ(frame.color, (ColorModel{Matrix::Bt601, true}));
    EXPECT_EQ(frame.chroma_shift, shift) << format;
    EXPECT_FALSE(frame.chroma_left);
  }
}

TEST(PictureTest, ReadsGreyPicturesOfAnyDepth) {
  const auto dir = temp_dir();
  for (const char* format : {"gray", "gray16be", "ya8"}) {
    VideoSpec spec = picture(dir / "a.png", "png", format);
    spec.color = {Matrix::Bt601, true};
    spec.painting = [](int, int x, int) {
      const auto v = static_cast<uint8_t>(5 * x);
      return Rgb{v, v, v};
    };
    write_video(spec);
    const auto source = open_source(spec.path);
    const auto rgb = FrameSampler(source->info(), stretch(41, 31)).sample(*source->next());
    for (int x = 0; x < 41; ++x) {
      const auto i = static_cast<size_t>(3 * x);
      EXPECT_LE(distance({rgb[i], rgb[i + 1], rgb[i + 2]}, spec.painting(0, x, 0)), 1) << format;
    }
  }
}

// An APP1 segment with one EXIF entry: orientation (tag 0x0112, a 16-bit number), big endian.
std::string exif(char orientation) {
  using namespace std::string_literals;
  const std::string body =
      "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + orientation + "\0\0\0\0\0\0"s;
  return "\xFF\xE1\0"s + static_cast<char>(body.size() + 2) + body;
}

TEST(PictureTest, TurnsJpegsAsTheirExifSays) {
  const auto dir = temp_dir();
  const VideoSpec spec = picture(dir / "a.jpg", "mjpeg", "yuvj444p");
  write_video(spec);
  std::ifstream in(spec.path, std::ios::binary);
  const std::string plain{std::istreambuf_iterator<char>(in), {}};
  // The eight values of EXIF 2.3, what has to be done to the stored picture.
  const std::vector<Orientation> expected{{0, false}, {0, true},  {2, false}, {2, true},
                                          {3, true},  {1, false}, {1, true},  {3, false}};
  for (size_t i = 0; i < expected.size(); ++i) {
    const std::string path = dir / "turned.jpg";
    std::ofstream(path, std::ios::binary)
        << plain.substr(0, 2) << exif(static_cast<char>(i + 1)) << plain.substr(2);
    EXPECT_EQ(open_source(path)->info().orientation, expected[i]) << "EXIF " << i + 1;
  }
}

TEST(PictureTest, ReadsWebp) {
  const auto dir = temp_dir();
  VideoSpec spec = picture(dir / "a.webp", "libwebp", "yuv420p");
  spec.quality = 100;
  write_video(spec);
  EXPECT_LE(largest_error(spec), 8);
  spec.pix_fmt = "bgra";
  spec.options = "lossless=1";
  write_video(spec);
  EXPECT_EQ(largest_error(spec), 0);
}

TEST(PictureTest, IsOneFrameAndCannotBeSought) {
  const auto dir = temp_dir();
  const VideoSpec spec = picture(dir / "a.png", "png", "rgb24");
  write_video(spec);
  const auto source = open_source(spec.path);
  EXPECT_EQ(source->info().declared_frames, 1);
  EXPECT_FALSE(source->seek(0));
  EXPECT_TRUE(source->next().has_value());
  EXPECT_FALSE(source->next().has_value());
  EXPECT_TRUE(source->damage().empty());
}

}  // namespace
}  // namespace vidcam::testing
