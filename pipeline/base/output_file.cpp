#include "pipeline/base/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
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
  constexpr size_t kLongestStem = 150;  // leaves room for the rest within NAME_MAX, 255
  const std::string name = path.filename().string().substr(0, kLongestStem);
  return path.parent_path() / ("." + name + ".part-" + std::to_string(::getpid()) + "-" +
                               std::to_string(count++) + "-" + host_name());
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
  appended_ += static_cast<int64_t>(bytes.size());
}

// Who writes under the temporary name by other means knows by itself what must be there.
void OutputFile::check_size() const {
  struct stat found {};
  if (appended_ == 0) return;
  if (::fstat(fd_, &found) != 0) throw io_error(path_, "be read back");
  if (found.st_size != appended_)
    throw Error(ExitCode::Io, path_ + ": cannot be read back: it has bytes " +
                                  std::to_string(found.st_size) + " of " +
                                  std::to_string(appended_) +
                                  " written; it was changed behind our back, try again");
}

void OutputFile::sync() const {
  check_size();
  // EINVAL: a file system that knows no fsync.
  if (::fsync(fd_) != 0 && errno != EINVAL) throw io_error(path_, "be written");
}

void OutputFile::commit() {
  sync();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) throw io_error(path_, "be given its name");
  temporary_.clear();
  sync_folder(fs::path(path_).parent_path());
}

bool OutputFile::commit_if_first() {
  sync();
  const bool first = ::link(temporary_.c_str(), path_.c_str()) == 0;
  if (!first && errno != EEXIST) throw io_error(path_, "be given its name");
  if (first) sync_folder(fs::path(path_).parent_path());
  return first;
}

}  // namespace vidcam
