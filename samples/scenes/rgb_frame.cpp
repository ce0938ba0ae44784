#include "samples/scenes/rgb_frame.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <vector>

namespace vidcam::samples {
namespace {

struct Planes {
  std::vector<uint8_t> y, cb, cr;
};

uint8_t to_byte(double v) { return static_cast<uint8_t>(std::clamp(std::lround(v), 0L, 255L)); }

double luma(const uint8_t* p) { return 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2]; }

struct Chroma {
  double cb = 0, cr = 0;
};

// Around chroma sample (x, y): columns 2x - 1, 2x, 2x + 1 weigh 1, 2, 1 (the sample sits on 2x),
// rows 2y and 2y + 1 alike.
Chroma chroma_at(std::span<const uint8_t> rgb, int width, int x, int y) {
  Chroma sum;
  for (int row = 2 * y; row < 2 * y + 2; ++row) {
    for (int step = -1; step <= 1; ++step) {
      const int column = std::clamp(2 * x + step, 0, width - 1);
      const uint8_t* p = &rgb[(static_cast<size_t>(row) * static_cast<size_t>(width) +
                               static_cast<size_t>(column)) *
                              3];
      const double weight = (step == 0 ? 2 : 1) / 8.0;
      sum.cb += weight * (p[2] - luma(p)) / 1.772;
      sum.cr += weight * (p[0] - luma(p)) / 1.402;
    }
  }
  return sum;
}

}  // namespace

Frame frame_from_rgb(std::span<const uint8_t> rgb, int width, int height) {
  if (width % 2 != 0 || height % 2 != 0 ||
      rgb.size() != static_cast<size_t>(width) * static_cast<size_t>(height) * 3) {
    throw std::invalid_argument("frame_from_rgb: needs even sides and height x width x 3 bytes");
  }
  const auto planes = std::make_shared<Planes>();
  for (size_t i = 0; i < rgb.size(); i += 3)
    planes->y.push_back(to_byte(16 + 219 / 255.0 * luma(&rgb[i])));
  for (int y = 0; y < height / 2; ++y) {
    for (int x = 0; x < width / 2; ++x) {
      const Chroma c = chroma_at(rgb, width, x, y);
      planes->cb.push_back(to_byte(128 + 224 / 255.0 * c.cb));
      planes->cr.push_back(to_byte(128 + 224 / 255.0 * c.cr));
    }
  }
  Frame frame;
  frame.width = width;
  frame.height = height;
  frame.color = {Matrix::Bt601, false};
  frame.planes = {Plane{planes->y.data(), width}, Plane{planes->cb.data(), width / 2},
                  Plane{planes->cr.data(), width / 2}};
  frame.storage = planes;
  return frame;
}

Frame planar_from_rgb(std::span<const uint8_t> rgb, int width, int height) {
  const size_t pixels = static_cast<size_t>(width) * static_cast<size_t>(height);
  if (rgb.size() != pixels * 3)
    throw std::invalid_argument("planar_from_rgb: needs height x width x 3 bytes");
  const auto bytes = std::make_shared<std::vector<uint8_t>>(rgb.size());
  for (size_t i = 0; i < rgb.size(); ++i) (*bytes)[i % 3 * pixels + i / 3] = rgb[i];
  Frame frame;
  frame.width = width;
  frame.height = height;
  frame.chroma_shift = 0;
  frame.color = {Matrix::Rgb, true};
  for (size_t p = 0; p < 3; ++p) frame.planes[p] = Plane{bytes->data() + p * pixels, width};
  frame.storage = bytes;
  return frame;
}

}  // namespace vidcam::samples
