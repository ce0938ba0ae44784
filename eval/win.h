#pragma once

#include <span>

namespace vidcam {

// Win %: on how many inputs is the drop of method a smaller than that of method b?
//
//   a = 100 / N sum_i 1[O_a > O_b],  b the other way round,  ties = 100 / N sum_i 1[O_a = O_b]
//
// Chattopadhay et al.: Grad-CAM++, WACV 2018, arXiv 1710.11063, section 4.1. The paper does not say
// what becomes of ties (table 2 adds up to 100.91): here exact ties are a number of their own.
struct Win {
  double a = 0;
  double b = 0;
  double ties = 0;

  // The two-way figure that adds up to 100: ties shared half and half.
  [[nodiscard]] double a_shared() const { return a + ties / 2; }
  [[nodiscard]] double b_shared() const { return b + ties / 2; }
};

// One item's part of a_shared(): 100, 0, or 50 for a tie.
[[nodiscard]] double win_percent(double explained_a, double explained_b);

// O_a and O_b of the same inputs in the same order (Y is the same, so the smaller drop is the
// larger O, also where neither drops). Throws std::invalid_argument for no items, another number
// of them, or a value that is not finite.
[[nodiscard]] Win win_percent(std::span<const double> explained_a,
                              std::span<const double> explained_b);

}  // namespace vidcam
