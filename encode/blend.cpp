#include "encode/blend.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "pipeline/base/for_each_cpu.h"

namespace vidcam {
namespace {

constexpr int kBlock = 256;  // samples whose shares wait in level-1 cache between the two loops
using Shares = std::array<uint16_t, 256>;

#if defined(VIDCAM_CHOOSES_BY_CPU)
// The whole table is in registers: of 32 samples each, four times a choice among 64 entries, and of
// the four what the two highest bits of the level say.
VIDCAM_FOR_AVX512 void look_up(const Shares& table, const uint8_t* levels, uint16_t* share,
                               int count) {
  using Words = uint16_t __attribute__((vector_size(64), aligned(2), may_alias));
  using Bytes = uint8_t __attribute__((vector_size(32), aligned(1), may_alias));
  Words t[8];
  std::memcpy(t, table.data(), sizeof(t));
  int i = 0;
  for (; i + 32 <= count; i += 32) {
    const Words level = __builtin_convertvector(*reinterpret_cast<const Bytes*>(levels + i), Words);
    const Words low = (level & 64) != 0 ? __builtin_shuffle(t[2], t[3], level)
                                        : __builtin_shuffle(t[0], t[1], level);
    const Words high = (level & 64) != 0 ? __builtin_shuffle(t[6], t[7], level)
                                         : __builtin_shuffle(t[4], t[5], level);
    *reinterpret_cast<Words*>(share + i) = level > 127 ? high : low;
  }
  for (; i < count; ++i) share[i] = table[levels[i]];
}
#endif

VIDCAM_FOR_OTHERS void look_up(const Shares& table, const uint8_t* levels, uint16_t* share,
                               int count) {
  for (int i = 0; i < count; ++i) share[i] = table[levels[i]];
}

VIDCAM_FOR_EACH_CPU void add_kept(const uint8_t* __restrict in, const uint16_t* __restrict share,
                                  uint16_t keep, uint8_t* __restrict out, int count) {
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
    look_up(share_, levels + done, share.data(), part);
    add_kept(in + done, share.data(), keep_, out + done, part);
  }
}

VIDCAM_FOR_EACH_CPU void mask_row(const uint8_t* __restrict in, const uint8_t* __restrict levels,
                                  uint8_t black, uint8_t* __restrict out, int count) {
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
