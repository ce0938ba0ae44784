#include "pipeline/base/nearest.h"

#include <algorithm>
#include <cctype>
#include <numeric>
#include <utility>

namespace vidcam {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Case first ignored, then counted as the smaller difference.
std::pair<size_t, size_t> distance(std::string_view a, std::string_view b) {
  return {edit_distance(lower(a), lower(b)), edit_distance(a, b)};
}

}  // namespace

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = diagonal + (a[i - 1] != b[j - 1] ? 1 : 0);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, change}));
    }
  }
  return row.back();
}

std::vector<std::string> nearest(std::string_view name, std::span<const std::string> candidates,
                                 size_t n) {
  std::vector<std::string> out;
  for (const auto& c : candidates) {
    if (std::find(out.begin(), out.end(), c) == out.end()) out.push_back(c);
  }
  std::vector<std::pair<std::pair<size_t, size_t>, std::string>> scored;
  scored.reserve(out.size());
  for (auto& c : out) scored.emplace_back(distance(name, c), c);
  std::stable_sort(scored.begin(), scored.end(),
                   [](const auto& x, const auto& y) { return x.first < y.first; });
  if (scored.size() > n) scored.resize(n);
  out.clear();
  for (auto& s : scored) out.push_back(std::move(s.second));
  return out;
}

std::string joined(std::span<const std::string> words, std::string_view separator) {
  std::string out;
  for (const auto& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

}  // namespace vidcam
