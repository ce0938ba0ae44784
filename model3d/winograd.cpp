#include "model3d/winograd.h"

#include <ATen/ATen.h>
#include <ATen/native/CPUBlas.h>

#include <algorithm>
#include <array>

#include "model3d/parallel.h"

namespace vidcam::detail {
namespace {

constexpr int64_t kMostPixels = 36;
// Rows of a matrix product: enough for the weights to be read seldom, few enough for a block's
// values to stay in the second-level cache.
constexpr int64_t kRows = 128;
// Columns of one: its weights, `in` x 64, stay in the first two levels.
constexpr int64_t kColumns = 64;

struct Shape {
  WinogradTile tile;
  int64_t clips, in, frames, height, width;        // of the input
  int64_t out, out_frames, out_height, out_width;  // of the result
  int64_t taps;                                    // kT
  at::IntArrayRef padding;

  Shape(WinogradTile t, const at::Tensor& x, const at::Tensor& weights, at::IntArrayRef pad)
      : tile(t),
        clips(x.size(0)),
        in(x.size(1)),
        frames(x.size(2)),
        height(x.size(3)),
        width(x.size(4)),
        out(weights.size(3)),
        out_frames(frames + 2 * pad[0] - weights.size(1) + 1),
        out_height(height + 2 * pad[1] - 2),
        out_width(width + 2 * pad[2] - 2),
        taps(weights.size(1)),
        padding(pad) {}

  // Of all clips; one stands for the same place in all frames.
  [[nodiscard]] int64_t tiles() const {
    return clips * tile.along(out_height) * tile.along(out_width);
  }
};

// Some tiles side by side, through all frames.
class Block {
 public:
  Block(const Shape& shape, const float* x, const float* weights, const float* bias, float* y,
        int64_t most_tiles)
      : s_(shape),
        x_(x),
        weights_(weights),
        bias_(bias),
        y_(y),
        zeros_(at::zeros({s_.in})),
        outside_(at::empty({s_.out})),
        pixels_(at::empty({s_.tile.products() * s_.frames * most_tiles * s_.in})),
        results_(at::empty({s_.tile.products() * s_.out_frames * most_tiles * s_.out})) {}

  void run(int64_t first, int64_t count) {
    count_ = count;
    for (int64_t t = 0; t < s_.frames; ++t)
      for (int64_t i = 0; i < count; ++i) read_tile(place(first + i), t, i);
    for (int64_t p = 0; p < s_.tile.products(); ++p) multiply(p);
    for (int64_t t = 0; t < s_.out_frames; ++t)
      for (int64_t i = 0; i < count; ++i) write_tile(place(first + i), t, i);
  }

 private:
  // Where a tile's results begin.
  struct Place {
    int64_t clip, top, left;
  };
  [[nodiscard]] Place place(int64_t tile) const {
    const int64_t down = s_.tile.along(s_.out_height), across = s_.tile.along(s_.out_width);
    return {tile / (down * across), tile / across % down * s_.tile.outputs,
            tile % across * s_.tile.outputs};
  }

  [[nodiscard]] const float* pixel(int64_t clip, int64_t t, int64_t h, int64_t w) const {
    if (h < 0 || h >= s_.height || w < 0 || w >= s_.width) return zeros_.const_data_ptr<float>();
    return x_ + (((clip * s_.frames + t) * s_.height + h) * s_.width + w) * s_.in;
  }

  void read_tile(const Place& at, int64_t t, int64_t i) {
    std::array<const float*, kMostPixels> d;
    const float** next = d.data();
    for (int64_t h = 0; h < s_.tile.inputs(); ++h)
      for (int64_t w = 0; w < s_.tile.inputs(); ++w)
        *next++ = pixel(at.clip, t, at.top + h - s_.padding[1], at.left + w - s_.padding[2]);
    winograd_pixels(s_.tile, d.data(), s_.in,
                    pixels_.mutable_data_ptr<float>() + (t * count_ + i) * s_.in,
                    s_.frames * count_ * s_.in);
  }

  // Sums over the input channels and the frames that a filter reaches: one matrix product for each
  // of its taps, the one that reaches no padding first, since it writes all rows.
  void multiply(int64_t p) {
    for (int64_t i = 0; i < s_.taps; ++i) {
      const int64_t tap = (s_.padding[0] + i) % s_.taps, shift = tap - s_.padding[0];
      const int64_t first = std::max<int64_t>(0, -shift);
      const int64_t last = std::min(s_.out_frames, s_.frames - shift);
      if (first < last) add_tap(p, tap, first, last - first, shift, i > 0);
    }
  }

  void add_tap(int64_t p, int64_t tap, int64_t first, int64_t frames, int64_t shift, bool add) {
    const float* pixels =
        pixels_.const_data_ptr<float>() + (p * s_.frames + first + shift) * count_ * s_.in;
    const float* weights = weights_ + (p * s_.taps + tap) * s_.in * s_.out;
    float* results =
        results_.mutable_data_ptr<float>() + (p * s_.out_frames + first) * count_ * s_.out;
    for (int64_t k = 0; k < s_.out; k += kColumns)
      at::native::cpublas::brgemm(frames * count_, std::min(kColumns, s_.out - k), s_.in, s_.in,
                                  s_.out, s_.out, add, pixels, weights + k, results + k, false);
  }

  [[nodiscard]] float* result(int64_t clip, int64_t t, int64_t h, int64_t w) {
    if (h >= s_.out_height || w >= s_.out_width) return outside_.mutable_data_ptr<float>();
    return y_ + (((clip * s_.out_frames + t) * s_.out_height + h) * s_.out_width + w) * s_.out;
  }

  void write_tile(const Place& at, int64_t t, int64_t i) {
    std::array<float*, kMostPixels> y;
    float** next = y.data();
    for (int64_t h = 0; h < s_.tile.outputs; ++h)
      for (int64_t w = 0; w < s_.tile.outputs; ++w)
        *next++ = result(at.clip, t, at.top + h, at.left + w);
    winograd_results(s_.tile, results_.const_data_ptr<float>() + (t * count_ + i) * s_.out,
                     s_.out_frames * count_ * s_.out, bias_, s_.out, y.data());
  }

  const Shape& s_;
  const float *x_, *weights_, *bias_;
  float* y_;
  at::Tensor zeros_, outside_;  // a pixel beside the picture, and one whose result nobody wants
  at::Tensor pixels_;           // [products, T, tiles, in]
  at::Tensor results_;          // [products, T', tiles, out]
  int64_t count_ = 0;           // of tiles
};

// Of equal size, and as many as the threads can share.
int64_t tiles_in_block(const Shape& s) {
  const int64_t threads = at::get_num_threads(), wanted = std::max<int64_t>(1, kRows / s.frames);
  const int64_t rounds = (s.tiles() + wanted * threads - 1) / (wanted * threads);
  return (s.tiles() + rounds * threads - 1) / (rounds * threads);
}

}  // namespace

at::Tensor winograd_weights(WinogradTile tile, const at::Tensor& weight) {
  const int64_t out = weight.size(0), in = weight.size(1), taps = weight.size(2);
  const auto g = weight.reshape({out, in * taps * 9}).t().contiguous();
  auto made = at::empty({tile.products(), taps, in, out}, weight.options());
  const float* from = g.const_data_ptr<float>();
  float* to = made.mutable_data_ptr<float>();
  at::parallel_for(0, in * taps, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)  // input channel i / taps, tap i % taps
      winograd_filter(tile, from + i * 9 * out, out, to + (i % taps * in + i / taps) * out,
                      taps * in * out);
  });
  return made;
}

at::Tensor winograd_conv(WinogradTile tile, const at::Tensor& x, const at::Tensor& weights,
                         const at::Tensor& bias, at::IntArrayRef padding) {
  const Shape s(tile, x, weights, padding);
  auto y = at::empty({s.clips, s.out, s.out_frames, s.out_height, s.out_width}, x.options(),
                     at::MemoryFormat::ChannelsLast3d);
  const int64_t tiles = s.tiles(), each = tiles_in_block(s);
  at::parallel_for(0, (tiles + each - 1) / each, 1, [&](int64_t begin, int64_t end) {
    Block block(s, x.const_data_ptr<float>(), weights.const_data_ptr<float>(),
                bias.const_data_ptr<float>(), y.mutable_data_ptr<float>(), each);
    for (int64_t i = begin * each; i < std::min(end * each, tiles); i += each)
      block.run(i, std::min(each, tiles - i));
  });
  return y;
}

}  // namespace vidcam::detail
