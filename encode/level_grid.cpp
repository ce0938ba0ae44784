#include "encode/level_grid.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pipeline/base/for_each_cpu.h"

namespace vidcam {
namespace {

// a, b and out do not overlap. (v * weight) >> 16 is one instruction on 8 values (pmulhuw).
VIDCAM_FOR_EACH_CPU void blend_rows(const uint16_t* __restrict a, const uint16_t* __restrict b,
                                    uint16_t weight, uint8_t* __restrict out, int count) {
  const auto rest = static_cast<uint16_t>(65535 - weight);
  for (int i = 0; i < count; ++i) {
    const auto low = static_cast<uint16_t>((static_cast<uint32_t>(a[i]) * rest) >> 16);
    const auto high = static_cast<uint16_t>((static_cast<uint32_t>(b[i]) * weight) >> 16);
    // Both products are cut off (1 of 256 on average) and the weights add up to 65535 / 65536: + 1.
    out[i] = static_cast<uint8_t>(static_cast<uint16_t>(low + high + 129) >> 8);
  }
}

}  // namespace

LevelGrid::LevelGrid(CodedAxes axes, int cells_w, int cells_h)
    : axes_(std::move(axes)),
      cells_w_(cells_w),
      cells_h_(cells_h),
      stretched_(static_cast<size_t>(cells_h) *
                 static_cast<size_t>(std::max(0, axes_.x.last - axes_.x.first))) {}

void LevelGrid::load(const std::vector<float>& heat) {
  uint16_t* out = stretched_.data();
  for (int y = 0; y < cells_h_; ++y) {
    const float* cells = heat.data() + static_cast<ptrdiff_t>(y) * cells_w_;
    for (int x = axes_.x.first; x < axes_.x.last; ++x) {
      const Tap& tap = axes_.x.taps[static_cast<size_t>(x)];
      const float value = cells[tap.low] + tap.weight * (cells[tap.high] - cells[tap.low]);
      // Never negative, and a call of lround for each takes longer than everything else here.
      // NOLINTNEXTLINE(bugprone-incorrect-roundings)
      *out++ = static_cast<uint16_t>(value * 65280.0F + 0.5F);
    }
  }
}

void LevelGrid::row(int y, uint8_t* levels) const {
  const Tap& tap = axes_.y.taps[static_cast<size_t>(y)];
  const auto weight =
      static_cast<uint16_t>(std::lround(std::clamp(tap.weight, 0.0F, 1.0F) * 65535));
  const uint16_t* low = stretched_.data() + static_cast<ptrdiff_t>(tap.low) * width();
  const uint16_t* high = stretched_.data() + static_cast<ptrdiff_t>(tap.high) * width();
  blend_rows(low, high, weight, levels, width());
}

}  // namespace vidcam
