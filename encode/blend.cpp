#include "encode/blend.h"

#include <algorithm>
#include <cmath>

namespace vidcam {
namespace {

constexpr int kBlock = 256;  // samples whose shares wait in level-1 cache between the two loops

void add_kept(const uint8_t* __restrict in, const uint16_t* __restrict share, uint16_t keep,
              uint8_t* __restrict out, int count) {
  for (int i = 0; i < count; ++i) {
    const auto wide = static_cast<uint16_t>(in[i] << 8);
    const auto kept = static_cast<uint16_t>((static_cast<uint32_t>(wide) * keep) >> 16);
    out[i] = static_cast<uint8_t>(static_cast<uint16_t>(kept + share[i]) >> 8);
  }
}

}  // namespace

BlendTable::BlendTable(const std::array<uint8_t, 256>& colors, double alpha)
    : keep_(static_cast<uint16_t>(std::min(65535L, std::lround((1 - alpha) * 65536)))) {
  for (size_t level = 0; level < 256; ++level)
    share_[level] = static_cast<uint16_t>(std::lround(256 * alpha * colors[level]) + 128);
}

void BlendTable::row(const uint8_t* in, const uint8_t* levels, uint8_t* out, int count) const {
  std::array<uint16_t, kBlock> share;
  for (int done = 0; done < count; done += kBlock) {
    const int part = std::min(kBlock, count - done);
    for (int i = 0; i < part; ++i) share[static_cast<size_t>(i)] = share_[levels[done + i]];
    add_kept(in + done, share.data(), keep_, out + done, part);
  }
}

void mask_row(const uint8_t* __restrict in, const uint8_t* __restrict levels, uint8_t black,
              uint8_t* __restrict out, int count) {
  for (int i = 0; i < count; ++i) {
    const auto level = static_cast<uint16_t>(levels[i]);
    const auto sum = static_cast<uint16_t>(in[i] * level + black * (255 - level) + 128);
    // sum / 255 without a division, exact for 16 bits.
    out[i] = static_cast<uint8_t>(static_cast<uint16_t>(sum + (sum >> 8)) >> 8);
  }
}

void color_row(const std::array<uint8_t, 256>& colors, const uint8_t* levels, uint8_t* out,
               int count) {
  for (int i = 0; i < count; ++i) out[i] = colors[levels[i]];
}

}  // namespace vidcam
