#include "pipeline/run/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

// A descriptor that is closed, and a file that is removed, unless all went well.
struct Temporary {
  std::string path;
  int fd = -1;
  ~Temporary() {
    if (fd >= 0) ::close(fd);
    if (!path.empty()) ::unlink(path.c_str());
  }
};

[[noreturn]] void failed(const std::string& what, const std::string& path) {
  throw Error(ExitCode::Io, path + ": cannot " + what + ": " + std::strerror(errno));
}

void write_all(const Temporary& file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(file.fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) failed("write", path);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  if (::fsync(file.fd) != 0 && errno != EINVAL) failed("write", path);
}

void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;  // a folder we may write but not read; the rename itself has happened
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

void write_file_atomically(const std::string& path, std::string_view bytes) {
  const fs::path target(path);
  Temporary file;
  const auto name = "." + target.filename().string() + ".part-" + std::to_string(::getpid());
  file.path = (target.parent_path() / name).string();
  file.fd = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file.fd < 0) {
    file.path.clear();
    failed("be written", path);
  }
  write_all(file, bytes, path);
  if (::rename(file.path.c_str(), path.c_str()) != 0) failed("be given its final name", path);
  file.path.clear();
  sync_folder(target.parent_path());
}

void make_output_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (fs::exists(folder) && !fs::is_directory(folder)) {
    throw Error(ExitCode::Io, folder + ": is no folder; choose another one with --out");
  }
  if (error)
    throw Error(ExitCode::Io, folder + ": cannot be made as the output folder: " + error.message());
  if (::access(folder.c_str(), W_OK | X_OK) != 0) failed("write into this folder", folder);
}

}  // namespace vidcam
