#pragma once

#include <string>
#include <string_view>

#include "pipeline/base/error.h"

namespace vidcam {

// Error (Io) "SUBJECT: cannot DO: REASON", the reason from errno; a full disk gets advice, too.
[[nodiscard]] Error io_error(const std::string& subject, const std::string& what);

// Writes all bytes where the descriptor stands. False: errno says why not.
[[nodiscard]] bool write_all(int fd, std::string_view bytes);

// Makes names that were given or changed in a folder ("": the working one) durable, where it can be
// read (a folder may be writable only) and the file system knows how. Throws Error (Io) where the
// disk fails or is full.
void sync_folder(const std::string& folder);

// Of this machine, as part of a file's name: letters, digits and "-", at most 64 of them.
[[nodiscard]] std::string host_name();

}  // namespace vidcam
