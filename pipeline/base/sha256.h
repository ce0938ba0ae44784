#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace vidcam {

// SHA-256 (FIPS 180-4), to tell files apart in records; fed piece by piece.
class Sha256 {
 public:
  void update(std::span<const std::byte> bytes);
  // The digest as 64 lower-case hex digits. Ends the object's use.
  [[nodiscard]] std::string hex();

 private:
  void block(const std::byte* bytes);

  std::array<uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, 64> rest_{};
  size_t rest_size_ = 0;
  uint64_t length_ = 0;  // bytes seen
};

[[nodiscard]] std::string sha256(std::string_view text);

// Of a whole file, read in pieces. Throws Error (Missing, Io) naming the file.
[[nodiscard]] std::string sha256_of_file(const std::string& path);

}  // namespace vidcam
