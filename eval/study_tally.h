#pragma once

#include <span>

namespace vidcam {

// What judges said of one item: does method a's explanation invoke more trust in the model than
// that of method b, less, or the same?
struct Votes {
  int more = 0;
  int less = 0;
  int same = 0;

  [[nodiscard]] int total() const { return more + less + same; }
};

struct Tally {
  double more = 0;  // points, adding up to items
  double less = 0;
  double same = 0;
  int items = 0;  // with at least one vote
  int votes = 0;
};

// The human-trust study of Chattopadhay et al.: Grad-CAM++, WACV 2018, arXiv 1710.11063, section
// 4.2: each item has one point, shared by its votes; the points are added up (there 109.69 more,
// 56.08 less, 84.23 same of 250). An item that more people judged does not count for more. Items
// without votes do not count. Throws std::invalid_argument for a negative number.
[[nodiscard]] Tally tally(std::span<const Votes> items);

}  // namespace vidcam
