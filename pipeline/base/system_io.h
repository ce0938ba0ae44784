#pragma once

#include <string>
#include <string_view>

#include "pipeline/base/error.h"

namespace vidcam {

// Error (Io) "SUBJECT: cannot DO: REASON", the reason from errno; a full disk gets advice, too.
[[nodiscard]] Error io_error(const std::string& subject, const std::string& what);

// Writes all bytes where the descriptor stands. False: errno says why not.
[[nodiscard]] bool write_all(int fd, std::string_view bytes);

}  // namespace vidcam
