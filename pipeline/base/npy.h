#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace vidcam {

// A float32 array as numpy.save writes it (format 1.0, C order, little endian).
struct NpyArray {
  std::vector<int64_t> shape;
  std::vector<float> values;
};

// Throws Error (Missing, Unusable) naming the file: not an .npy file, another dtype than float32 or
// uint8, Fortran order, a truncated body, or more than max_bytes of data.
[[nodiscard]] NpyArray read_npy(const std::string& path, size_t max_bytes = size_t{1} << 32);

// What stands before the values (little-endian float32, C order) in an .npy file.
[[nodiscard]] std::string npy_header(std::span<const int64_t> shape);

// The bytes of an .npy file. Throws std::invalid_argument where shape and values do not agree.
[[nodiscard]] std::string npy_bytes(std::span<const int64_t> shape, std::span<const float> values);

}  // namespace vidcam
