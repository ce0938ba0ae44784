#include "pipeline/base/system_io.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vidcam {

Error io_error(const std::string& subject, const std::string& what) {
  const char* help = errno == ENOSPC ? "; free some room or write elsewhere" : "";
  return {ExitCode::Io, subject + ": cannot " + what + ": " + std::strerror(errno) + help};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<size_t>(count));
  }
  return true;
}

}  // namespace vidcam
