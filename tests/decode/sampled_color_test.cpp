#include <gtest/gtest.h>

#include "decode/clip_sampler.h"
#include "tests/decode/reading.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {
namespace {

// File to model picture: known colours in, the same colours out, whatever the stream's colour model
// and depth. Lossless, so that only rounding is left.
int worst_color_error(const VideoSpec& spec) {
  write_video(spec);
  const auto source = open_source(spec.path);
  const auto frames = all_frames(*source);
  EXPECT_EQ(frames.size(), static_cast<size_t>(spec.frames));
  int worst = 0;
  for (int i = 0; i < static_cast<int>(frames.size()); ++i) {
    worst = std::max(
        worst, distance(middle(source->info(), frames[static_cast<size_t>(i)]), frame_color(i)));
  }
  return worst;
}

VideoSpec lossless(const std::string& path) {
  VideoSpec spec;
  spec.path = path;
  spec.codec = "ffv1";
  spec.frames = 64;
  spec.width = 18;
  spec.height = 14;
  return spec;
}

TEST(SampledColorTest, ReturnsKnownColoursForEveryMatrixAndRange) {
  const auto dir = temp_dir();
  for (const Matrix matrix : {Matrix::Bt601, Matrix::Bt709, Matrix::Bt2020}) {
    for (const bool full : {false, true}) {
      VideoSpec spec = lossless(dir / "a.mkv");
      spec.color = {matrix, full};
      EXPECT_LE(worst_color_error(spec), 2) << static_cast<int>(matrix) << full;
    }
  }
}

TEST(SampledColorTest, ReturnsKnownColoursForEveryPixelFormat) {
  const auto dir = temp_dir();
  for (const char* format : {"yuv422p", "yuv444p", "yuv420p10le", "yuv422p12le", "yuv444p10le",
                             "yuv444p16le", "yuv411p", "bgr0", "gbrp10le", "yuva420p"}) {
    for (const Matrix matrix : {Matrix::Bt601, Matrix::Bt709}) {
      VideoSpec spec = lossless(dir / "a.mkv");
      spec.pix_fmt = format;
      spec.color = {matrix, false};
      spec.tag_color = !spec.pix_fmt.starts_with("bgr") && !spec.pix_fmt.starts_with("gbr");
      EXPECT_LE(worst_color_error(spec), 2) << format;
    }
  }
}

TEST(SampledColorTest, ReturnsKnownColoursAtTheSizeWhereTheDefaultMatrixChanges) {
  const auto dir = temp_dir();
  VideoSpec spec = lossless(dir / "a.mkv");
  spec.frames = 8;
  spec.height = 720;
  spec.tag_color = false;
  spec.color.matrix = Matrix::Bt709;
  EXPECT_LE(worst_color_error(spec), 2);
  spec.pix_fmt = "bgr0";
  EXPECT_LE(worst_color_error(spec), 2);
}

// Chroma that is put half a column off shifts red by 1.6 and blue by as much the other way;
// rounding to 8 bits twice makes single pixels differ, but not their mean.
TEST(SampledColorTest, KeepsChromaInPlaceWhenItIsHalved) {
  const auto dir = temp_dir();
  VideoSpec spec = lossless(dir / "a.mkv");
  spec.pix_fmt = "yuv444p";
  spec.frames = 1;
  spec.width = 62;
  spec.height = 62;
  for (const bool across : {true, false}) {
    for (const bool left : {true, false}) {
      spec.tag_chroma = true;
      spec.chroma_left = left;
      spec.painting = [across](int, int x, int y) {
        const int t = 4 * (across ? x : y);
        return Rgb{static_cast<uint8_t>(t), 128, static_cast<uint8_t>(250 - t)};
      };
      write_video(spec);
      const auto source = open_source(spec.path);
      const auto rgb = FrameSampler(source->info(), stretch(62, 62)).sample(*source->next());
      double red = 0;
      double blue = 0;
      for (int i = 4; i < 58; ++i) {
        const int x = across ? i : 30;
        const int y = across ? 30 : i;
        const auto at = static_cast<size_t>(3 * (y * 62 + x));
        EXPECT_LE(distance({rgb[at], rgb[at + 1], rgb[at + 2]}, spec.painting(0, x, y)), 3);
        red += (rgb[at] - spec.painting(0, x, y).r) / 54.0;
        blue += (rgb[at + 2] - spec.painting(0, x, y).b) / 54.0;
      }
      EXPECT_NEAR(red, 0, 0.5) << (across ? "across" : "down");
      EXPECT_NEAR(blue, 0, 0.5) << (across ? "across" : "down");
    }
  }
}

}  // namespace
}  // namespace vidcam::testing
