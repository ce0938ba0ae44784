#pragma once

#include <cstdint>
#include <string>

namespace vidcam {

// A text file as it is. what: "model card", for messages. Throws Error: Missing; Unusable (a
// folder, or more than max_bytes); Io.
[[nodiscard]] std::string read_text_file(const std::string& path, const std::string& what,
                                         uintmax_t max_bytes = uintmax_t{16} << 20);

}  // namespace vidcam
