#include "encode/canvas.h"

#include <cstdlib>
#include <cstring>
#include <new>

namespace vidcam {
namespace {

constexpr int kAlignment = 32;

constexpr size_t aligned(int size) {
  return (static_cast<size_t>(size) + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

Canvas new_canvas(const Frame& like, int width, int height) {
  Canvas canvas{like, {}};
  Frame& frame = canvas.frame;
  frame.width = width;
  frame.height = height;
  std::array<size_t, 3> sizes{};
  size_t total = kAlignment;  // swscale and x264 may read past the end of the last row
  for (int p = 0; p < 3; ++p) {
    sizes[static_cast<size_t>(p)] =
        aligned(frame.plane_width(p)) * static_cast<size_t>(frame.plane_height(p));
    total += sizes[static_cast<size_t>(p)];
  }
  auto* bytes = static_cast<uint8_t*>(std::aligned_alloc(kAlignment, total));
  if (bytes == nullptr) throw std::bad_alloc();
  frame.storage = std::shared_ptr<const void>(bytes, std::free);
  for (int p = 0; p < 3; ++p) {
    const auto i = static_cast<size_t>(p);
    canvas.data[i] = bytes;
    frame.planes[i] = {bytes, static_cast<int>(aligned(frame.plane_width(p)))};
    bytes += sizes[i];
  }
  return canvas;
}

void paste(const Frame& from, const Canvas& to, int x, int y) {
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : from.chroma_shift;
    const auto samples = [shift](int pixels) { return (pixels + (1 << shift) - 1) >> shift; };
    const auto width = static_cast<size_t>(samples(x + from.width) - samples(x));
    const int height = samples(y + from.height) - samples(y);
    for (int row = 0; row < height; ++row) {
      uint8_t* out = to.row(plane, samples(y) + row) + samples(x);
      std::memcpy(out, plane_row(from, plane, row), width);
    }
  }
}

}  // namespace vidcam
