#pragma once

#include <array>

#include "pipeline/base/frame.h"

namespace vidcam {

// R'G'B' on 0..255 from the three 8-bit samples of a colour model: rgb[i] = sum_j m[i][j] * v[j] +
// offset[i]. Exact: from the standards' luma weights (BT.601: 0.299, 0.114; BT.709: 0.2126, 0.0722;
// BT.2020: 0.2627, 0.0593 for R and B), limited range 16..235 and 16..240.
struct RgbTransform {
  std::array<std::array<float, 3>, 3> m{};
  std::array<float, 3> offset{};
};

[[nodiscard]] inline RgbTransform rgb_transform(const ColorModel& color) {
  if (color.matrix == Matrix::Rgb) return {{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {0, 0, 0}};
  const double kr = color.matrix == Matrix::Bt709    ? 0.2126
                    : color.matrix == Matrix::Bt2020 ? 0.2627
                                                     : 0.299;
  const double kb = color.matrix == Matrix::Bt709    ? 0.0722
                    : color.matrix == Matrix::Bt2020 ? 0.0593
                                                     : 0.114;
  const double kg = 1 - kr - kb;
  const double y = color.full_range ? 1 : 255.0 / 219;
  const double c = color.full_range ? 1 : 255.0 / 224;
  const double black = color.full_range ? 0 : 16;
  const std::array<double, 3> cb{0, -2 * c * kb * (1 - kb) / kg, 2 * c * (1 - kb)};
  const std::array<double, 3> cr{2 * c * (1 - kr), -2 * c * kr * (1 - kr) / kg, 0};
  RgbTransform t;
  for (size_t i = 0; i < 3; ++i) {
    t.m[i] = {static_cast<float>(y), static_cast<float>(cb[i]), static_cast<float>(cr[i])};
    t.offset[i] = static_cast<float>(-y * black - 128 * (cb[i] + cr[i]));
  }
  return t;
}

}  // namespace vidcam
