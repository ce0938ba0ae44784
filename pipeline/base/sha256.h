#pragma once

#include <string>
#include <string_view>

namespace vidcam {

// SHA-256 as 64 lower-case hex digits, to tell files apart in records.
[[nodiscard]] std::string sha256(std::string_view text);

// Of a whole file, read in pieces. Throws Error (Missing, Io) naming the file.
[[nodiscard]] std::string sha256_of_file(const std::string& path);

}  // namespace vidcam
