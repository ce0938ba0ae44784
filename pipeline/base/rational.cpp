#include "pipeline/base/rational.h"

namespace vidcam {

int64_t rescale(int64_t ticks, Rational from, Rational to) {
  __extension__ using Wide = __int128;
  const Wide numerator = static_cast<Wide>(ticks) * from.num * to.den;
  const Wide denominator = static_cast<Wide>(from.den) * to.num;
  const Wide half = denominator / 2;
  return static_cast<int64_t>((numerator >= 0 ? numerator + half : numerator - half) / denominator);
}

}  // namespace vidcam
