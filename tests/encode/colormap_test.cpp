#include "encode/colormap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vidcam {
namespace {

using Sample = std::array<int, 3>;

Sample entry(const ColorTable& table, size_t level) {
  return {table[0][level], table[1][level], table[2][level]};
}

void expect_near(const Sample& got, const Sample& wanted, int tolerance) {
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(got[i], wanted[i], tolerance) << "part " << i;
}

TEST(ColormapTest, KnowsJetsCorners) {
  // Jet as defined: blue rises from 0.5 to 1 over the first eighth, then green over a quarter ...
  const ColorTable jet = color_table(Colormap::Jet, {Matrix::Rgb, true});
  expect_near(entry(jet, 0), {0, 0, 128}, 1);
  expect_near(entry(jet, 255), {128, 0, 0}, 1);
  expect_near(entry(jet, 32), {0, 0, 255}, 4);
  expect_near(entry(jet, 96), {0, 255, 255}, 4);
  expect_near(entry(jet, 160), {255, 255, 0}, 4);
  expect_near(entry(jet, 224), {255, 0, 0}, 4);
}

TEST(ColormapTest, KnowsTheEndsOfTheOthers) {
  // Published tables of Matplotlib (viridis, inferno) and Google (turbo), times 255.
  const ColorModel rgb{Matrix::Rgb, true};
  expect_near(entry(color_table(Colormap::Viridis, rgb), 0), {68, 1, 84}, 1);
  expect_near(entry(color_table(Colormap::Viridis, rgb), 255), {253, 231, 37}, 1);
  expect_near(entry(color_table(Colormap::Inferno, rgb), 0), {0, 0, 4}, 1);
  expect_near(entry(color_table(Colormap::Inferno, rgb), 255), {252, 255, 164}, 1);
  expect_near(entry(color_table(Colormap::Turbo, rgb), 0), {48, 18, 59}, 1);
  expect_near(entry(color_table(Colormap::Turbo, rgb), 255), {122, 4, 3}, 1);
}

TEST(ColormapTest, GrayHasTheLevelInEveryChannel) {
  const ColorTable gray = color_table(Colormap::Gray, {Matrix::Rgb, true});
  for (const size_t level : {0U, 1U, 77U, 128U, 255U}) {
    const int v = static_cast<int>(level);
    EXPECT_EQ(entry(gray, level), (Sample{v, v, v}));
  }
  EXPECT_EQ(entry(color_table(Colormap::Gray, {Matrix::Bt601, false}), 255),
            (Sample{235, 128, 128}));
}

// Y, Cb, Cr of dark blue (0, 0, 128) and dark red (128, 0, 0), by the formulas of the standards.
TEST(ColormapTest, ConvertsToEveryColourModel) {
  const auto ends = [](Matrix matrix, bool full) {
    const ColorTable table = color_table(Colormap::Jet, {matrix, full});
    return std::pair{entry(table, 0), entry(table, 255)};
  };
  // BT.601 full: Y = 0.114 * 128 = 14.6; Cb = 128 + 64 = 192; Cr = 128 - 14.59 / 1.402 = 117.6.
  EXPECT_EQ(ends(Matrix::Bt601, true), (std::pair{Sample{15, 192, 118}, Sample{38, 106, 192}}));
  // Limited: 16 + 219 / 255 * 14.59 = 28.5, 128 + 224 / 255 * 64 = 184.2 ...
  EXPECT_EQ(ends(Matrix::Bt601, false), (std::pair{Sample{29, 184, 119}, Sample{49, 109, 184}}));
  EXPECT_EQ(ends(Matrix::Bt709, false), (std::pair{Sample{24, 184, 123}, Sample{39, 115, 184}}));
  EXPECT_EQ(ends(Matrix::Bt2020, true), (std::pair{Sample{8, 192, 123}, Sample{34, 110, 192}}));
}

TEST(ColormapTest, FindsMapsByName) {
  EXPECT_EQ(colormap_from_name("jet"), Colormap::Jet);
  EXPECT_EQ(colormap_from_name("inferno"), Colormap::Inferno);
  EXPECT_EQ(colormap_from_name("gray"), Colormap::Gray);
  EXPECT_THAT([] { (void)colormap_from_name("rainbow"); },
              ::testing::ThrowsMessage<std::invalid_argument>(
                  "no colormap \"rainbow\"; known: jet, viridis, turbo, inferno, gray"));
}

}  // namespace
}  // namespace vidcam
