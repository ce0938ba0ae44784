#include "pipeline/base/system_io.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
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

void sync_folder(const std::string& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  const int status = ::fsync(fd);
  const int reason = errno;
  ::close(fd);
  errno = reason;
  if (status != 0 && (reason == EIO || reason == ENOSPC || reason == EDQUOT))
    throw io_error(folder, "be written");
}

std::string host_name() {
  std::array<char, 65> text{};
  if (::gethostname(text.data(), text.size() - 1) != 0 || text[0] == '\0') return "unknown";
  std::string name = text.data();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '-');
  return name;
}

}  // namespace vidcam
