#include "decode/clip_sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <stdexcept>

#include "tests/decode/reading.h"
#include "tests/support/expect_error.h"

namespace vidcam::testing {
namespace {

// A frame with its own pixels, tight rows.
struct Picture {
  std::array<std::vector<uint8_t>, 3> samples;
  Frame frame;
  StreamInfo info;
};

Picture make_picture(int width, int height, int shift, bool left, ColorModel color,
                     std::mt19937* noise) {
  Picture p;
  p.frame.width = p.info.width = width;
  p.frame.height = p.info.height = height;
  p.frame.chroma_shift = shift;
  p.frame.chroma_left = left;
  p.frame.color = color;
  for (int c = 0; c < 3; ++c) {
    const auto i = static_cast<size_t>(c);
    const int w = p.frame.plane_width(c);
    const int h = p.frame.plane_height(c);
    for (int y = 0; y < h; ++y) {
      for (int x = 0; x < w; ++x) {
        const double smooth = 124 + 15 * std::sin(0.05 * x * (1 << (c > 0 ? shift : 0)) + c) +
                              15 * std::cos(0.04 * y * (1 << (c > 0 ? shift : 0)) - c);
        p.samples[i].push_back(
            static_cast<uint8_t>(noise != nullptr ? (*noise)() % 256 : std::lround(smooth)));
      }
    }
    p.frame.planes[i] = {p.samples[i].data(), w};
  }
  return p;
}

// Bilinear at a position in samples of the plane, clamped to its ends.
double at(const Picture& p, int plane, double x, double y) {
  const int w = p.frame.plane_width(plane);
  const int h = p.frame.plane_height(plane);
  x = std::min(std::max(x, 0.0), w - 1.0);
  y = std::min(std::max(y, 0.0), h - 1.0);
  const int x0 = static_cast<int>(x);
  const int y0 = static_cast<int>(y);
  const int x1 = std::min(x0 + 1, w - 1);
  const int y1 = std::min(y0 + 1, h - 1);
  const auto& s = p.samples[static_cast<size_t>(plane)];
  const auto v = [&](int i, int j) {
    return static_cast<double>(s[static_cast<size_t>(j * w + i)]);
  };
  const double top = v(x0, y0) + (x - x0) * (v(x1, y0) - v(x0, y0));
  const double bottom = v(x0, y1) + (x - x0) * (v(x1, y1) - v(x0, y1));
  return top + (y - y0) * (bottom - top);
}

// Chroma at a luma position: sample i sits at luma 2i (left) or 2i + 0.5.
double chroma_at(const Picture& p, int plane, double x, double y) {
  if (p.frame.chroma_shift == 0) return at(p, plane, x, y);
  return at(p, plane, p.frame.chroma_left ? x / 2 : (x - 0.5) / 2, (y - 0.5) / 2);
}

using Triple = std::array<double, 3>;

// The inverse of the forward definition, solved step by step rather than by a matrix.
Triple to_rgb(Triple v, ColorModel color) {
  if (color.matrix == Matrix::Rgb) return v;
  const double kr = color.matrix == Matrix::Bt601   ? 0.299
                    : color.matrix == Matrix::Bt709 ? 0.2126
                                                    : 0.2627;
  const double kb = color.matrix == Matrix::Bt601   ? 0.114
                    : color.matrix == Matrix::Bt709 ? 0.0722
                                                    : 0.0593;
  const double y = color.full_range ? v[0] / 255 : (v[0] - 16) / 219;
  const double pb = (v[1] - 128) / (color.full_range ? 255 : 224);
  const double pr = (v[2] - 128) / (color.full_range ? 255 : 224);
  const double b = y + pb * 2 * (1 - kb);
  const double r = y + pr * 2 * (1 - kr);
  const double g = (y - kr * r - kb * b) / (1 - kr - kb);
  return {255 * r, 255 * g, 255 * b};
}

double clamped(double v) { return std::min(std::max(v, 0.0), 255.0); }

// Positions of [Note: Geometry] for a stretch of the whole picture.
double stretch_position(int i, int in, int out) {
  return (i + 0.5) * static_cast<double>(in) / out - 0.5;
}

void expect_like_reference(const Picture& p, int width, int height) {
  const auto rgb = FrameSampler(p.info, stretch(width, height)).sample(p.frame);
  ASSERT_EQ(rgb.size(), static_cast<size_t>(3 * width * height));
  size_t i = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const double px = stretch_position(x, p.info.width, width);
      const double py = stretch_position(y, p.info.height, height);
      const Triple v = to_rgb({at(p, 0, px, py), chroma_at(p, 1, px, py), chroma_at(p, 2, px, py)},
                              p.frame.color);
      for (size_t c = 0; c < 3; ++c, ++i) {
        ASSERT_NEAR(rgb[i], clamped(v[c]), 0.502) << x << "," << y << " component " << c;
      }
    }
  }
}

TEST(FrameSamplerTest, IsTheNearestByteOfTheExactDefinition) {
  std::mt19937 random(7);
  for (const Matrix matrix : {Matrix::Bt601, Matrix::Bt709, Matrix::Bt2020}) {
    for (const bool full : {false, true}) {
      for (const bool left : {false, true}) {
        expect_like_reference(make_picture(64, 36, 1, left, {matrix, full}, &random), 23, 17);
      }
    }
  }
}

TEST(FrameSamplerTest, TakesOddTinyAndEnlargedPictures) {
  std::mt19937 random(8);
  for (const auto& [w, h] :
       {std::pair{1, 1}, std::pair{2, 3}, std::pair{35, 21}, std::pair{7, 50}}) {
    for (const int shift : {0, 1}) {
      const ColorModel color{Matrix::Bt601, false};
      expect_like_reference(make_picture(w, h, shift, true, color, &random), 20, 24);
      expect_like_reference(make_picture(w, h, shift, false, color, &random), 20, 24);
    }
  }
  expect_like_reference(make_picture(33, 20, 0, false, {Matrix::Rgb, true}, &random), 40, 9);
}

// The slow way of any image library: upsample chroma to the luma grid, convert every pixel, then
// resize R, G and B. Equal where no pixel is clamped and chroma changes slowly.
TEST(FrameSamplerTest, AgreesWithConvertingTheWholePictureFirst) {
  const Picture p = make_picture(96, 64, 1, true, {Matrix::Bt709, false}, nullptr);
  std::array<std::vector<double>, 3> full;
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 96; ++x) {
      const Triple v =
          to_rgb({at(p, 0, x, y), chroma_at(p, 1, x, y), chroma_at(p, 2, x, y)}, p.frame.color);
      for (size_t c = 0; c < 3; ++c) full[c].push_back(v[c]);
    }
  }
  const auto rgb = FrameSampler(p.info, stretch(41, 29)).sample(p.frame);
  size_t i = 0;
  for (int y = 0; y < 29; ++y) {
    for (int x = 0; x < 41; ++x) {
      const double px = stretch_position(x, 96, 41);
      const double py = stretch_position(y, 64, 29);
      const auto x0 = static_cast<size_t>(px);
      const auto y0 = static_cast<size_t>(py);
      const double fx = px - static_cast<double>(x0);
      const double fy = py - static_cast<double>(y0);
      for (size_t c = 0; c < 3; ++c, ++i) {
        const auto v = [&](size_t dx, size_t dy) { return full[c][(y0 + dy) * 96 + x0 + dx]; };
        const double value = (1 - fy) * ((1 - fx) * v(0, 0) + fx * v(1, 0)) +
                             fy * ((1 - fx) * v(0, 1) + fx * v(1, 1));
        ASSERT_NEAR(rgb[i], value, 1) << x << "," << y;
      }
    }
  }
}

TEST(FrameSamplerTest, CropsTheMiddleOfTheResizedPicture) {
  std::mt19937 random(9);
  const Picture p = make_picture(60, 40, 0, false, {Matrix::Rgb, true}, &random);
  ClipSpec spec = stretch(30, 20);  // halves: resized pixel i is the mean of 2i and 2i + 1
  spec.crop = ClipSpec::Crop::Center;
  spec.width = 10;
  spec.height = 8;
  const FrameSampler sampler(p.info, spec);
  EXPECT_EQ(sampler.width(), 10);
  EXPECT_EQ(sampler.height(), 8);
  const auto rgb = sampler.sample(p.frame);
  const auto& red = p.samples[0];
  for (size_t y = 0; y < 8; ++y) {
    for (size_t x = 0; x < 10; ++x) {
      const size_t from = 2 * (y + 6) * 60 + 2 * (x + 10);
      const double mean = (red[from] + red[from + 1] + red[from + 60] + red[from + 61]) / 4.0;
      EXPECT_NEAR(rgb[3 * (y * 10 + x)], mean, 0.501);
    }
  }
}

TEST(FrameSamplerTest, KeepsTheAspectRatioWithShortSide) {
  StreamInfo info;
  info.width = 320;
  info.height = 240;
  ClipSpec spec;
  spec.resize = ClipSpec::Resize::ShortSide;
  spec.resize_height = 60;
  EXPECT_EQ(FrameSampler(info, spec).width(), 80);
  EXPECT_EQ(FrameSampler(info, spec).height(), 60);
}

TEST(FrameSamplerTest, SaysThatTheModelsInputDoesNotFit) {
  StreamInfo info;
  info.path = "small.mp4";
  info.width = 320;
  info.height = 240;
  ClipSpec spec = stretch(100, 100);
  spec.crop = ClipSpec::Crop::Center;
  spec.width = 112;
  expect_error(
      ExitCode::Unusable, [&] { return FrameSampler(info, spec); }, "small.mp4", "320x240",
      "larger than the resized picture 100x100");
}

TEST(FrameSamplerTest, RefusesAFrameOfAnotherSize) {
  std::mt19937 random(1);
  const Picture p = make_picture(20, 20, 1, true, {}, &random);
  StreamInfo info;
  info.width = 22;
  info.height = 20;
  EXPECT_THROW((void)FrameSampler(info, stretch(4, 4)).sample(p.frame), std::invalid_argument);
}

}  // namespace
}  // namespace vidcam::testing
