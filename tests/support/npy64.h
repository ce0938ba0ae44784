#pragma once

#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace vidcam::testing {

// An .npy file of float64, float32 or uint8 (C order, little endian), every value as a double.
struct Npy64 {
  std::vector<int64_t> shape;
  std::vector<double> values;
};

template <class T>
std::vector<double> npy_values(const std::string& bytes, size_t from) {
  std::vector<T> raw((bytes.size() - from) / sizeof(T));
  std::memcpy(raw.data(), bytes.data() + from, raw.size() * sizeof(T));
  return {raw.begin(), raw.end()};
}

// The numbers between the parentheses of 'shape': (96, 4, 7, 7).
inline std::vector<int64_t> npy_shape(const std::string& header) {
  size_t at = header.find('(', header.find("'shape'")) + 1;
  const size_t end = header.find(')', at);
  std::vector<int64_t> shape;
  while (at < end && header[at] != ')') {
    size_t used = 0;
    shape.push_back(std::stoll(header.substr(at, end - at), &used));
    at += used;
    while (at < end && (header[at] == ',' || header[at] == ' ')) ++at;
  }
  return shape;
}

[[nodiscard]] inline Npy64 read_npy64(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.size() < 10 || bytes.compare(1, 5, "NUMPY") != 0)
    throw std::runtime_error("no .npy file: " + path);
  const size_t from = 10U + static_cast<uint8_t>(bytes[8]) + 256U * static_cast<uint8_t>(bytes[9]);
  const std::string header = bytes.substr(10, from - 10);
  Npy64 out{npy_shape(header), {}};
  if (header.find("<f8") != std::string::npos) out.values = npy_values<double>(bytes, from);
  if (header.find("<f4") != std::string::npos) out.values = npy_values<float>(bytes, from);
  if (header.find("|u1") != std::string::npos) out.values = npy_values<uint8_t>(bytes, from);
  int64_t count = 1;
  for (const int64_t n : out.shape) count *= n;
  if (static_cast<size_t>(count) != out.values.size())
    throw std::runtime_error("values and shape do not agree: " + path);
  return out;
}

}  // namespace vidcam::testing
