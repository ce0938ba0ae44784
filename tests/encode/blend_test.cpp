#include "encode/blend.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace vidcam {
namespace {

constexpr double kAlpha = 0.4;

std::array<uint8_t, 256> some_colors() {
  std::array<uint8_t, 256> colors;
  for (size_t level = 0; level < colors.size(); ++level)
    colors[level] = static_cast<uint8_t>(level * 37 + level / 7);
  return colors;
}

std::vector<uint8_t> counted(int count, int first, int step) {
  std::vector<uint8_t> values(static_cast<size_t>(count));
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<uint8_t>(static_cast<size_t>(first) + i * static_cast<size_t>(step));
  return values;
}

TEST(BlendTest, MixesEachSampleWithTheColorOfItsLevel) {
  const auto colors = some_colors();
  const BlendTable table(colors, kAlpha);
  for (int shift = 0; shift < 256; ++shift) {
    const auto in = counted(256, 0, 1), levels = counted(256, shift, 3);
    std::vector<uint8_t> out(256);
    table.row(in.data(), levels.data(), out.data(), 256);
    for (size_t i = 0; i < 256; ++i)
      EXPECT_NEAR(out[i], (1 - kAlpha) * in[i] + kAlpha * colors[levels[i]], 0.5 + 1 / 64.0)
          << int{in[i]} << " at level " << int{levels[i]};
  }
}

// However many samples a row has, and wherever it begins.
TEST(BlendTest, ARowIsItsSamplesOneByOne) {
  const auto colors = some_colors();
  const BlendTable table(colors, kAlpha);
  for (int count = 0; count < 330; ++count) {
    const auto in = counted(count + 3, count, 5), levels = counted(count + 3, 7 * count, 11);
    std::vector<uint8_t> row(in.size(), 99), ones(in.size(), 99), masked = row, masked_ones = ones;
    table.row(in.data() + 1, levels.data() + 1, row.data() + 1, count);
    mask_row(in.data() + 1, levels.data() + 1, 16, masked.data() + 1, count);
    for (int i = 1; i <= count; ++i) {
      table.row(in.data() + i, levels.data() + i, ones.data() + i, 1);
      mask_row(in.data() + i, levels.data() + i, 16, masked_ones.data() + i, 1);
    }
    EXPECT_EQ(row, ones) << count;
    EXPECT_EQ(masked, masked_ones) << count;
  }
}

TEST(BlendTest, MasksTowardsBlack) {
  for (int level = 0; level < 256; ++level) {
    const auto in = counted(256, 0, 1);
    const std::vector<uint8_t> levels(256, static_cast<uint8_t>(level));
    std::vector<uint8_t> out(256);
    mask_row(in.data(), levels.data(), 16, out.data(), 256);
    for (size_t i = 0; i < 256; ++i)
      EXPECT_EQ(out[i], std::lround(16 + level / 255.0 * (in[i] - 16))) << level << " " << i;
  }
}

}  // namespace
}  // namespace vidcam
