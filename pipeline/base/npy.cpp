#include "pipeline/base/npy.h"

#include <cstring>
#include <fstream>
#include <regex>
#include <stdexcept>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr char kMagic[] = "\x93NUMPY";

[[noreturn]] void unusable(const std::string& path, const std::string& found) {
  throw Error(ExitCode::Unusable, path + ": cannot be used as an .npy tensor: " + found);
}

std::string read_bytes(std::ifstream& file, size_t count, const std::string& path) {
  std::string bytes(count, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(count));
  if (static_cast<size_t>(file.gcount()) != count) unusable(path, "the file ends too early");
  return bytes;
}

std::string read_header(std::ifstream& file, const std::string& path) {
  const std::string start = read_bytes(file, 8, path);
  if (start.compare(0, 6, kMagic) != 0) unusable(path, "it does not start as numpy.save writes it");
  const size_t length_bytes = start[6] == 1 ? 2 : 4;
  const std::string raw = read_bytes(file, length_bytes, path);
  size_t length = 0;
  for (size_t i = 0; i < length_bytes; ++i)
    length |= static_cast<size_t>(static_cast<uint8_t>(raw[i])) << (8 * i);
  if (length > 65536) unusable(path, "its header is " + std::to_string(length) + " bytes long");
  return read_bytes(file, length, path);
}

std::string field(const std::string& header, const std::string& pattern, const std::string& path) {
  std::smatch match;
  if (!std::regex_search(header, match, std::regex(pattern)))
    unusable(path, "its header is " + header);
  return match[1];
}

std::vector<int64_t> parse_shape(const std::string& text, const std::string& path,
                                 size_t max_values) {
  std::vector<int64_t> shape;
  size_t values = 1;
  const std::regex number("[0-9]+");
  for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) {
    if (it->str().size() > 15) unusable(path, "its shape is (" + text + ")");
    shape.push_back(std::stoll(it->str()));
    const auto side = static_cast<size_t>(shape.back());
    if (side != 0 && values > max_values / side)
      unusable(path, "its shape (" + text + ") is over the limit on size");
    values *= side;
  }
  return shape;
}

size_t count_of(std::span<const int64_t> shape) {
  size_t count = 1;
  for (const int64_t side : shape) count *= static_cast<size_t>(side);
  return count;
}

}  // namespace

NpyArray read_npy(const std::string& path, size_t max_bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(ExitCode::Missing, path + ": cannot be opened");
  const std::string header = read_header(file, path);
  const std::string dtype = field(header, "'descr': *'([^']*)'", path);
  if (dtype != "<f4" && dtype != "|u1")
    unusable(path, "its dtype is " + dtype + ", not float32 or uint8");
  if (field(header, "'fortran_order': *(\\w+)", path) != "False")
    unusable(path, "it is in Fortran order");
  NpyArray array;
  array.shape =
      parse_shape(field(header, "'shape': *\\(([^)]*)\\)", path), path, max_bytes / sizeof(float));
  const size_t count = count_of(array.shape);
  array.values.resize(count);
  if (dtype == "<f4") {
    const std::string body = read_bytes(file, count * sizeof(float), path);
    std::memcpy(array.values.data(), body.data(), body.size());
  } else {
    const std::string body = read_bytes(file, count, path);
    for (size_t i = 0; i < count; ++i) array.values[i] = static_cast<uint8_t>(body[i]);
  }
  return array;
}

std::string npy_header(std::span<const int64_t> shape) {
  const size_t side_count = shape.size();
  std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
  for (const int64_t side : shape) text += std::to_string(side) + (side_count == 1 ? "," : ", ");
  if (side_count > 1) text.resize(text.size() - 2);
  text += "), }";
  text.append(63 - (10 + text.size()) % 64, ' ');  // the data starts at a multiple of 64
  text += '\n';
  const std::string start{'\x01', '\x00', static_cast<char>(text.size() & 0xff),
                          static_cast<char>(text.size() >> 8)};
  return std::string(kMagic, 6) + start + text;
}

std::string npy_bytes(std::span<const int64_t> shape, std::span<const float> values) {
  if (count_of(shape) != values.size())
    throw std::invalid_argument("npy_bytes: shape and values do not agree");
  std::string bytes = npy_header(shape);
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
  return bytes;
}

}  // namespace vidcam
