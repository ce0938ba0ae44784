#include "decode/declared_size.h"

#include <array>
#include <bit>
#include <limits>
#include <string_view>

namespace vidcam {
namespace {

constexpr int kMostBoxes = 1 << 20;  // two weeks of one-second fragments

// Up to 16 bytes at an offset; those behind the end of the file read as 0.
class Header {
 public:
  Header(const FileBytes& file, int64_t offset) { count_ = file.read_at(offset, bytes_); }

  [[nodiscard]] size_t count() const { return count_; }
  [[nodiscard]] std::string_view name(size_t at) const {
    return {reinterpret_cast<const char*>(bytes_.data()) + at, 4};
  }
  [[nodiscard]] uint64_t big_endian(size_t at, size_t length) const {
    uint64_t value = 0;
    for (size_t i = at; i < at + length; ++i) value = value << 8 | bytes_.at(i);
    return value;
  }
  [[nodiscard]] uint64_t little_endian(size_t at, size_t length) const {
    uint64_t value = 0;
    for (size_t i = at + length; i > at; --i) value = value << 8 | bytes_.at(i - 1);
    return value;
  }

 private:
  std::array<uint8_t, 16> bytes_{};
  size_t count_ = 0;
};

// offset + header + size, where that is a file size at all.
std::optional<int64_t> end_of(int64_t offset, uint64_t header, uint64_t size) {
  constexpr auto kMost = static_cast<uint64_t>(std::numeric_limits<int64_t>::max() / 4);
  if (size > kMost) return std::nullopt;
  return offset + static_cast<int64_t>(header + size);
}

// AVI: one RIFF chunk, in files over 1 GB followed by more of them. Recorders that cannot go back
// leave 0 or all ones.
std::optional<int64_t> riff_size(const FileBytes& file) {
  int64_t end = 0;
  for (int i = 0; i < kMostBoxes && end < file.size(); ++i) {
    const Header chunk(file, end);
    if (chunk.name(0) != "RIFF") return end;
    const uint64_t size = chunk.little_endian(4, 4);
    if (size == 0 || size == 0xFFFFFFFF) return std::nullopt;
    end += static_cast<int64_t>(8 + size + size % 2);
  }
  return end;
}

struct VarInt {  // EBML's: as many bytes as the first has leading zeros, and one
  size_t length = 0;
  uint64_t value = 0;
  bool open = false;  // all ones: not known
};

VarInt read_var_int(const Header& header, size_t at) {
  const auto first = static_cast<uint8_t>(header.big_endian(at, 1));
  VarInt result;
  result.length = static_cast<size_t>(std::countl_zero(first)) + 1;
  if (result.length > 8) return {0, 0, true};
  const uint64_t ones = (uint64_t{1} << 7 * result.length) - 1;
  result.value = header.big_endian(at, result.length) & ones;
  result.open = result.value == ones;
  return result;
}

// The EBML header, then one segment (RFC 8794, RFC 9559).
std::optional<int64_t> matroska_size(const FileBytes& file) {
  const VarInt head = read_var_int(Header(file, 0), 4);
  if (head.open || head.value > 4096) return std::nullopt;
  const auto at = static_cast<int64_t>(4 + head.length + head.value);
  const Header segment(file, at);
  if (segment.big_endian(0, 4) != 0x18538067) return std::nullopt;
  const VarInt size = read_var_int(segment, 4);
  if (size.open) return std::nullopt;
  return end_of(at, 4 + size.length, size.value);
}

// ISO/IEC 14496-12, 4.2: boxes one after the other; size 1: 64 bits behind the name, 0: to the end.
std::optional<int64_t> boxes_size(const FileBytes& file) {
  int64_t end = 0;
  for (int i = 0; i < kMostBoxes && end < file.size(); ++i) {
    const Header box(file, end);
    const uint64_t short_size = box.big_endian(0, 4);
    const uint64_t size = short_size == 1 ? box.big_endian(8, 8) : short_size;
    if (size < 8 || box.count() < 8) return std::nullopt;  // to the end, or no box
    const auto next = end_of(end, 0, size);
    if (!next) return std::nullopt;
    end = *next;
  }
  return end;
}

}  // namespace

std::optional<int64_t> declared_size(const FileBytes& file) {
  const Header head(file, 0);
  if (head.name(0) == "RIFF" && head.name(8) == "AVI ") return riff_size(file);
  if (head.big_endian(0, 4) == 0x1A45DFA3) return matroska_size(file);
  if (head.name(4) == "ftyp") return boxes_size(file);
  return std::nullopt;
}

}  // namespace vidcam
