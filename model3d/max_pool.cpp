#include "model3d/max_pool.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>

#include "model3d/parallel.h"
#include "model3d/tensor_facts.h"
#include "pipeline/base/for_each_cpu.h"

namespace vidcam::detail {
namespace {

struct Axis {
  int64_t size, pooled, kernel, stride, padding;

  // There is a window, and none lies in the padding alone.
  [[nodiscard]] bool fits() const {
    return kernel > 0 && stride > 0 && padding >= 0 && size + 2 * padding >= kernel &&
           2 * padding <= kernel;
  }
  // The places of the window at `place`: [first, last).
  [[nodiscard]] int64_t first(int64_t place) const {
    return std::max<int64_t>(place * stride - padding, 0);
  }
  [[nodiscard]] int64_t last(int64_t place) const {
    return std::min(place * stride - padding + kernel, size);
  }
};

struct Shape {
  int64_t clips, channels;
  Axis t, h, w;
};

VIDCAM_PART_OF_IT float as_number(float x) { return x; }
// bfloat16 is float32's upper half.
VIDCAM_PART_OF_IT float as_number(uint16_t x) {
  return std::bit_cast<float>(static_cast<uint32_t>(x) << 16);
}

// best = max(best, x) of each channel; a NaN of either stays. Written as a selection, so that it is
// vectorised.
template <class T>
VIDCAM_PART_OF_IT void take_larger(const T* x, int64_t channels, T* best) {
  for (int64_t c = 0; c < channels; ++c) {
    const float a = as_number(best[c]), b = as_number(x[c]);
    best[c] = (a >= b) | (a != a) ? best[c] : x[c];
  }
}

// One line of what comes out. x: the clip; out: [w.pooled, channels].
template <class T>
VIDCAM_PART_OF_IT void pool_line_of(const T* x, const Shape& s, int64_t t, int64_t h, T least,
                                    T* out) {
  for (int64_t w = 0; w < s.w.pooled; ++w, out += s.channels) {
    std::fill_n(out, s.channels, least);
    for (int64_t i = s.t.first(t); i < s.t.last(t); ++i)
      for (int64_t j = s.h.first(h); j < s.h.last(h); ++j)
        for (int64_t k = s.w.first(w); k < s.w.last(w); ++k)
          take_larger(x + ((i * s.h.size + j) * s.w.size + k) * s.channels, s.channels, out);
  }
}

VIDCAM_FOR_EACH_CPU void pool_line(const float* x, const Shape& s, int64_t t, int64_t h,
                                   float least, float* out) {
  pool_line_of(x, s, t, h, least, out);
}

VIDCAM_FOR_EACH_CPU void pool_line(const uint16_t* x, const Shape& s, int64_t t, int64_t h,
                                   uint16_t least, uint16_t* out) {
  pool_line_of(x, s, t, h, least, out);
}

template <class T>
void pool(const T* x, const Shape& s, T least, T* out) {
  const int64_t clip = s.t.size * s.h.size * s.w.size * s.channels, line = s.w.pooled * s.channels;
  at::parallel_for(0, s.clips * s.t.pooled * s.h.pooled, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      pool_line(x + i / (s.t.pooled * s.h.pooled) * clip, s, i / s.h.pooled % s.t.pooled,
                i % s.h.pooled, least, out + i * line);
  });
}

Axis axis(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride,
          at::IntArrayRef padding, size_t i) {
  const auto of = [i](at::IntArrayRef numbers) { return numbers[numbers.size() == 1 ? 0 : i]; };
  const int64_t size = x.size(static_cast<int64_t>(i) + 2), k = of(kernel),
                s = stride.empty() ? k : of(stride), p = of(padding);
  return {size, s > 0 ? (size + 2 * p - k) / s + 1 : 0, k, s, p};
}

bool is_fast(const at::Tensor& x) {
  const bool known = x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16;
  return !on_tape(x) && known && x.is_cpu() && x.dim() == 5 &&
         x.is_contiguous(at::MemoryFormat::ChannelsLast3d);
}

}  // namespace

at::Tensor max_pool3d(const at::Tensor& x, at::IntArrayRef kernel, at::IntArrayRef stride,
                      at::IntArrayRef padding, bool relu) {
  const auto by_torch = [&] {
    return at::max_pool3d(relu ? x.relu() : x, kernel, stride, padding);
  };
  const auto for_axes = [](at::IntArrayRef numbers) {
    return numbers.size() == 1 || numbers.size() == 3;
  };
  if (!is_fast(x) || !for_axes(kernel) || !(stride.empty() || for_axes(stride)) ||
      !for_axes(padding))
    return by_torch();
  const Shape s{x.size(0), x.size(1), axis(x, kernel, stride, padding, 0),
                axis(x, kernel, stride, padding, 1), axis(x, kernel, stride, padding, 2)};
  if (!s.t.fits() || !s.h.fits() || !s.w.fits()) return by_torch();  // which says what is wrong
  at::Tensor out = at::empty({s.clips, s.channels, s.t.pooled, s.h.pooled, s.w.pooled}, x.options(),
                             at::MemoryFormat::ChannelsLast3d);
  const float least = relu ? 0 : -std::numeric_limits<float>::infinity();
  if (x.scalar_type() == at::kFloat) {
    pool(x.const_data_ptr<float>(), s, least, out.mutable_data_ptr<float>());
  } else {
    const auto short_least = static_cast<uint16_t>(std::bit_cast<uint32_t>(least) >> 16);
    pool(static_cast<const uint16_t*>(x.const_data_ptr()), s, short_least,
         static_cast<uint16_t*>(out.mutable_data_ptr()));
  }
  return out;
}

}  // namespace vidcam::detail
