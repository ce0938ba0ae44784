#include "decode/plane_sampler.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

namespace vidcam {

static_assert(std::endian::native == std::endian::little, "pairs of samples are read as numbers");

// The two samples of a tap are neighbours, so one 16-bit read gets both. A tap that was clamped at
// the end (low == high) becomes the last pair with all weight on its right one.
PlaneSampler::PlaneSampler(const std::vector<Tap>& columns, std::vector<Tap> rows, int width)
    : rows_(std::move(rows)), single_(width == 1) {
  for (const Tap& tap : columns) {
    const bool at_end = tap.high == tap.low && !single_;
    left_.push_back(at_end ? tap.low - 1 : tap.low);
    weight_.push_back(at_end ? 1.0F : tap.weight);
  }
}

PlaneSampler::Scratch PlaneSampler::scratch() const {
  return {std::vector<uint16_t>(left_.size()), std::vector<uint16_t>(left_.size())};
}

void PlaneSampler::gather(const uint8_t* row, std::vector<uint16_t>& pairs) const {
  if (single_) {
    std::fill(pairs.begin(), pairs.end(), static_cast<uint16_t>(row[0] * 0x0101));
    return;
  }
  uint16_t* to = pairs.data();
  for (const int left : left_) std::memcpy(to++, row + left, 2);
}

void PlaneSampler::row(const Plane& plane, int y, Scratch& scratch, std::span<float> out) const {
  const Tap& tap = rows_[static_cast<size_t>(y)];
  gather(plane.data + static_cast<ptrdiff_t>(plane.stride) * tap.low, scratch.top);
  gather(plane.data + static_cast<ptrdiff_t>(plane.stride) * tap.high, scratch.bottom);
  const uint16_t* top = scratch.top.data();
  const uint16_t* bottom = scratch.bottom.data();
  const float* right = weight_.data();
  const float down = tap.weight;
  float* to = out.data();
  const size_t count = out.size();
  for (size_t x = 0; x < count; ++x) {
    const auto a = static_cast<float>(top[x] & 255);
    const auto b = static_cast<float>(top[x] >> 8);
    const auto c = static_cast<float>(bottom[x] & 255);
    const auto d = static_cast<float>(bottom[x] >> 8);
    const float upper = a + (b - a) * right[x];
    const float lower = c + (d - c) * right[x];
    to[x] = upper + (lower - upper) * down;
  }
}

}  // namespace vidcam
