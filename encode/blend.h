#pragma once

#include <array>
#include <cstdint>

// What is done to one row of one plane; loops that the compiler turns into SIMD. Rows do not
// overlap.
namespace vidcam {

// A colour table times alpha: round(256 * alpha * table[level]) + 128 (the half for rounding).
class BlendTable {
 public:
  BlendTable() = default;
  BlendTable(const std::array<uint8_t, 256>& colors, double alpha);
  // out = (1 - alpha) * in + alpha * colors[level], rounded; within 1/64 of a level before
  // rounding.
  void row(const uint8_t* in, const uint8_t* levels, uint8_t* out, int count) const;

 private:
  std::array<uint16_t, 256> share_{};
  uint16_t keep_ = 0;  // (1 - alpha) * 65536, at most 65535
};

// out = black + level / 255 * (in - black), rounded to nearest.
void mask_row(const uint8_t* in, const uint8_t* levels, uint8_t black, uint8_t* out, int count);

// out = colors[level].
void color_row(const std::array<uint8_t, 256>& colors, const uint8_t* levels, uint8_t* out,
               int count);

}  // namespace vidcam
