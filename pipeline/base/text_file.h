#pragma once

#include <cstdint>
#include <fstream>
#include <string>

#include "pipeline/base/error.h"

namespace vidcam {

// A text file as it is. what: "model card", for messages. Throws Error: Missing; Unusable (a
// folder, or more than max_bytes); Io.
[[nodiscard]] std::string read_text_file(const std::string& path, const std::string& what,
                                         uintmax_t max_bytes = uintmax_t{16} << 20);

// What `read` returns, which reads from a stream that stands on `path`. Throws Error (Io) where the
// disk does not give what it has: a stream's buffer, which parsers read from, says so by an
// exception that names no file.
template <class Read>
auto reading_from(const std::string& path, Read&& read) {
  try {
    return read();
  } catch (const std::ios_base::failure&) {
    throw Error(ExitCode::Io, path + ": reading failed before the end of the file");
  }
}

}  // namespace vidcam
