#include "pipeline/base/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "pipeline/base/system_io.h"

namespace vidcam {
namespace {

namespace fs = std::filesystem;

fs::path temporary_for(const fs::path& path) {
  static std::atomic<int> count{0};
  constexpr size_t kLongestStem = 200;  // leaves room for the rest within NAME_MAX, 255
  const std::string name = path.filename().string().substr(0, kLongestStem);
  return path.parent_path() /
         ("." + name + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
}

// A folder may be writable and not readable; the rename itself has happened then.
void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)), temporary_(temporary_for(path_).string()) {
  fd_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd_ < 0) throw io_error(path_, "be written");
}

OutputFile::~OutputFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::append(std::string_view bytes) {
  if (!write_all(fd_, bytes)) throw io_error(path_, "be written");
}

void OutputFile::commit() {
  // EINVAL: a file system that knows no fsync.
  if (::fsync(fd_) != 0 && errno != EINVAL) throw io_error(path_, "be written");
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) throw io_error(path_, "be given its name");
  temporary_.clear();
  sync_folder(fs::path(path_).parent_path());
}

}  // namespace vidcam
