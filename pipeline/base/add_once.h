#pragma once

#include <algorithm>
#include <vector>

namespace vidcam {

// Keeps each value once, in the order of their coming.
template <typename T>
void add_once(const T& value, std::vector<T>& values) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

}  // namespace vidcam
