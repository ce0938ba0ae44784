#include "pipeline/run/spool_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "pipeline/base/system_io.h"

namespace vidcam {

SpoolFile::SpoolFile(std::string folder, std::string holds)
    : folder_(std::move(folder)), holds_(std::move(holds)) {
  // Not O_TMPFILE: there are file systems that do not know it.
  // Named as OutputFile's are, so that whoever tidies up behind a killed process finds it.
  const std::string start = ".spool.part-" + std::to_string(::getpid()) + "-XXXXXX";
  std::string name = (std::filesystem::path(folder_) / start).string();
  fd_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0) throw io_error(folder_, "hold " + holds_ + " in a temporary file");
  ::unlink(name.c_str());
}

SpoolFile::~SpoolFile() { ::close(fd_); }

void SpoolFile::append(std::string_view bytes) {
  if (!write_all(fd_, bytes)) throw io_error(folder_, "hold " + holds_ + " in a temporary file");
  size_ += static_cast<int64_t>(bytes.size());
}

void SpoolFile::read(int64_t at, std::span<char> to) const {
  while (!to.empty()) {
    const ssize_t count = ::pread(fd_, to.data(), to.size(), at);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;  // shorter than what was written
    if (count <= 0) throw io_error(folder_, "give back " + holds_ + " from a temporary file");
    to = to.subspan(static_cast<size_t>(count));
    at += count;
  }
}

}  // namespace vidcam
