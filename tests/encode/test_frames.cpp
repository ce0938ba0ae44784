#include "tests/encode/test_frames.h"

namespace vidcam::testing {

Frame make_frame(int width, int height, int chroma_shift, ColorModel color,
                 const Samples& samples) {
  constexpr int kBeyond = 5;
  Frame frame;
  frame.width = width;
  frame.height = height;
  frame.chroma_shift = chroma_shift;
  frame.color = color;
  auto planes = std::make_shared<std::array<std::vector<uint8_t>, 3>>();
  for (int p = 0; p < 3; ++p) {
    const int stride = frame.plane_width(p) + kBeyond;
    std::vector<uint8_t>& bytes = (*planes)[static_cast<size_t>(p)];
    bytes.assign(static_cast<size_t>(stride * frame.plane_height(p)), 0xEE);
    for (int y = 0; y < frame.plane_height(p); ++y) {
      for (int x = 0; x < frame.plane_width(p); ++x)
        bytes[static_cast<size_t>(y * stride + x)] = samples(p, x, y);
    }
    frame.planes[static_cast<size_t>(p)] = {bytes.data(), stride};
  }
  frame.storage = planes;
  return frame;
}

Frame solid_frame(int width, int height, ColorModel color, uint8_t y, uint8_t cb, uint8_t cr) {
  const std::array<uint8_t, 3> values{y, cb, cr};
  return make_frame(width, height, 1, color,
                    [&](int p, int, int) { return values[static_cast<size_t>(p)]; });
}

Frame ramp_frame(int width, int height, int64_t pts) {
  Frame frame = make_frame(width, height, 1, {}, [pts](int p, int x, int y) {
    return static_cast<uint8_t>(p == 0 ? 40 + (x + 2 * y + 3 * pts) % 160 : 128 + p * 10);
  });
  frame.pts = pts;
  return frame;
}

uint8_t sample_at(const Frame& frame, int plane, int x, int y) {
  const Plane& p = frame.planes[static_cast<size_t>(plane)];
  return p.data[y * p.stride + x];
}

}  // namespace vidcam::testing
