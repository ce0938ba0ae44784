#include "encode/color_model.h"

#include <algorithm>
#include <cmath>

namespace vidcam {
namespace {

// The weights of red and blue in luma: ITU-R BT.601-7 sec. 2.5.1, BT.709-6 item 3.2, BT.2020-2
// table 4.
struct LumaWeights {
  double red;
  double blue;
};

LumaWeights luma_weights(Matrix matrix) {
  switch (matrix) {
    case Matrix::Bt709:
      return {0.2126, 0.0722};
    case Matrix::Bt2020:
      return {0.2627, 0.0593};
    default:
      return {0.299, 0.114};
  }
}

uint8_t quantised(double value, double scale, double offset) {
  return static_cast<uint8_t>(std::clamp(std::lround(value * scale + offset), 0L, 255L));
}

}  // namespace

Sample to_sample(ColorModel color, const Sample& rgb) {
  if (color.matrix == Matrix::Rgb) return rgb;
  const auto [kr, kb] = luma_weights(color.matrix);
  const double r = rgb[0] / 255.0;
  const double g = rgb[1] / 255.0;
  const double b = rgb[2] / 255.0;
  const double y = kr * r + (1 - kr - kb) * g + kb * b;
  const double cb = (b - y) / (2 * (1 - kb));
  const double cr = (r - y) / (2 * (1 - kr));
  const double luma = color.full_range ? 255 : 219;
  const double chroma = color.full_range ? 255 : 224;
  return {quantised(y, luma, color.full_range ? 0 : 16), quantised(cb, chroma, 128),
          quantised(cr, chroma, 128)};
}

Sample black_sample(ColorModel color) { return to_sample(color, {0, 0, 0}); }

}  // namespace vidcam
