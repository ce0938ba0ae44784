#pragma once

#include <string>

namespace vidcam::detail {

// A small text file as it is. what: "model card", for messages. Throws Error: Missing; Unusable (a
// folder, or more than 16 MiB); Io.
[[nodiscard]] std::string read_text_file(const std::string& path, const std::string& what);

}  // namespace vidcam::detail
