#pragma once

#include <cstddef>
#include <span>

namespace vidcam {

struct SignTest {
  size_t plus = 0;   // pairs with a > b
  size_t minus = 0;  // pairs with a < b
  size_t ties = 0;   // left out
  double p = 1;      // two-sided; 1 where every pair is a tie
};

// Paired sign test: is one of two methods better more often than chance would have it? Under chance
// the number of wins is binomial with 1/2, so
//
//   p = min(1, 2 P(X <= min(plus, minus))),   X ~ Binomial(plus + minus, 1/2),
//
// exactly, for any number of pairs. It asks only which of the two was larger: the test that belongs
// to Win %. a, b: one value an item, the same items in the same order. Throws
// std::invalid_argument for another number of them or a value that is not finite.
[[nodiscard]] SignTest sign_test(std::span<const double> a, std::span<const double> b);

}  // namespace vidcam
