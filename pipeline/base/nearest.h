#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vidcam {

// Insertions, deletions and substitutions of one byte that turn a into b (Levenshtein).
[[nodiscard]] size_t edit_distance(std::string_view a, std::string_view b);

// At most n different candidates, those most like `name` first (letter case counts least; ties keep
// their order): for "did you mean ...".
[[nodiscard]] std::vector<std::string> nearest(std::string_view name,
                                               std::span<const std::string> candidates,
                                               size_t n = 5);

// The words with a separator between them: "conv5a, conv5b".
[[nodiscard]] std::string joined(std::span<const std::string> words,
                                 std::string_view separator = ", ");

}  // namespace vidcam
