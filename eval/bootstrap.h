#pragma once

#include <cstdint>
#include <span>

namespace vidcam {

struct Interval {
  double low = 0;
  double high = 0;
};

struct BootstrapOptions {
  double level = 0.95;
  int resamples = 10000;
  uint64_t seed = 1;
};

// Percentile bootstrap of the mean: how far might it lie elsewhere had other items been drawn? The
// mean is taken of `resamples` samples of n items drawn with replacement; the interval runs between
// the (1 - level) / 2 and (1 + level) / 2 quantiles of these means, interpolated linearly. Efron,
// Tibshirani: An Introduction to the Bootstrap, 1993, section 13.3.
//
// values: one a item (its drop, its Loc ...); several clips of one video are not independent: give
// their mean. The same values and options give the same interval, to the bit and on every machine,
// whatever the order of the values. One item gives its own value twice. Throws
// std::invalid_argument for no values, one that is not finite, a level outside (0, 1) or no
// resamples.
[[nodiscard]] Interval bootstrap_interval(std::span<const double> values,
                                          const BootstrapOptions& options = {});

}  // namespace vidcam
