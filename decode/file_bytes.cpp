#include "decode/file_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

extern "C" {
#include <libavformat/avio.h>
#include <libavutil/error.h>
#include <libavutil/mem.h>
}

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

constexpr int kBufferSize = 1 << 16;

[[noreturn]] void refuse(const std::string& path, int error) {
  const bool missing = error == ENOENT || error == ENOTDIR;
  throw Error(missing ? ExitCode::Missing : ExitCode::Unusable,
              "cannot open " + path + ": " + std::strerror(error));
}

const char* kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a named pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

void require_regular(const std::string& path, const struct stat& found) {
  if (S_ISREG(found.st_mode)) return;
  throw Error(ExitCode::Unusable, "cannot open " + path + ": it is " + kind_of(found.st_mode) +
                                      ", only regular files are read");
}

// Asked twice: before opening, because opening a device can do things; and of what was opened,
// because the name may have changed hands in between (O_NONBLOCK: opening a FIFO returns at once).
int open_regular(const std::string& path, struct stat& found) {
  if (stat(path.c_str(), &found) != 0) refuse(path, errno);
  require_regular(path, found);
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) refuse(path, errno);
  if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
    close(fd);
    require_regular(path, found);
    refuse(path, EIO);
  }
  return fd;
}

}  // namespace

FileBytes::FileBytes(const std::string& path) {
  struct stat found {};
  fd_ = open_regular(path, found);
  size_ = found.st_size;
  if (size_ == 0) {
    close(fd_);
    throw Error(ExitCode::Unusable, "cannot open " + path + ": the file is empty");
  }
  auto* buffer = static_cast<unsigned char*>(av_malloc(kBufferSize));
  if (buffer != nullptr) {
    io_.reset(avio_alloc_context(buffer, kBufferSize, 0, this, &FileBytes::read, nullptr,
                                 &FileBytes::seek));
  }
  if (io_ == nullptr) {
    av_free(buffer);
    close(fd_);
    throw std::bad_alloc();
  }
}

FileBytes::~FileBytes() { close(fd_); }

int64_t FileBytes::size() const {
  struct stat now {};
  return fstat(fd_, &now) == 0 ? std::min<int64_t>(size_, now.st_size) : size_;
}

size_t FileBytes::read_at(int64_t offset, std::span<uint8_t> to) const {
  const ssize_t got = pread(fd_, to.data(), to.size(), offset);
  return got > 0 ? static_cast<size_t>(got) : 0;
}

int FileBytes::read(void* self, uint8_t* to, int size) {
  const int fd = static_cast<FileBytes*>(self)->fd_;
  while (true) {
    const ssize_t got = ::read(fd, to, static_cast<size_t>(size));
    if (got > 0) return static_cast<int>(got);
    if (got == 0) return AVERROR_EOF;
    if (errno != EINTR) return AVERROR(errno);
  }
}

int64_t FileBytes::seek(void* self, int64_t offset, int whence) {
  const auto& file = *static_cast<FileBytes*>(self);
  if ((whence & AVSEEK_SIZE) != 0) return file.size_;
  const int64_t at = lseek(file.fd_, offset, whence & ~AVSEEK_FORCE);
  return at >= 0 ? at : AVERROR(errno);
}

}  // namespace vidcam
