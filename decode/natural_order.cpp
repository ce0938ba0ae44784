#include "decode/natural_order.h"

#include <algorithm>
#include <cstddef>

namespace vidcam {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The run of digits at the front of text, which is cut off; its leading zeros are dropped.
std::string_view take_number(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const auto size = static_cast<size_t>(end - text.begin());
  std::string_view digits = text.substr(0, size);
  text.remove_prefix(size);
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

// <0, 0, >0
int compare_natural(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (is_digit(a.front()) && is_digit(b.front())) {
      const auto x = take_number(a);
      const auto y = take_number(b);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y); order != 0) return order;
    } else {
      if (a.front() != b.front()) return a.front() < b.front() ? -1 : 1;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return a.empty() ? (b.empty() ? 0 : -1) : 1;
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  const int order = compare_natural(a, b);
  return order != 0 ? order < 0 : a < b;
}

}  // namespace vidcam
