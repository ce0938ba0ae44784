#pragma once

#include <string>

// What operators do to the values they are given, by their plain names (op_name).
namespace vidcam::detail {

// Each value that comes out is one that went in, or a constant: reshaping, slicing, concatenating,
// repeating.
[[nodiscard]] bool only_moves(const std::string& op);

// ... the largest of several.
[[nodiscard]] bool takes_largest(const std::string& op);

// A sum of its inputs with weights that are no inputs and not negative: means, sums, interpolation.
[[nodiscard]] bool averages(const std::string& op);

}  // namespace vidcam::detail
