#include "pipeline/cli/media/file_fence.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#if __has_include(<linux/landlock.h>)
#include <linux/landlock.h>
#endif

namespace vidcam {

#ifndef LANDLOCK_CREATE_RULESET_VERSION
std::string fence_files(const std::vector<std::string>&, const std::vector<std::string>&) {
  return "built without Landlock";
}
#else

namespace {

constexpr uint64_t kReadFile = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr uint64_t kRead = kReadFile | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kWrite = kRead | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                            LANDLOCK_ACCESS_FS_REMOVE_FILE;
// All that the first version knows: every kernel with Landlock takes it.
constexpr uint64_t kHandled = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

std::string failed(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

class Fence {
 public:
  Fence() {
    const landlock_ruleset_attr attributes{.handled_access_fs = kHandled};
    fd_ = static_cast<int>(
        ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0));
  }
  ~Fence() {
    if (fd_ >= 0) ::close(fd_);
  }
  Fence(const Fence&) = delete;
  Fence& operator=(const Fence&) = delete;

  [[nodiscard]] bool made() const { return fd_ >= 0; }
  [[nodiscard]] bool close_around_us() const {
    return ::syscall(SYS_landlock_restrict_self, fd_, 0) == 0;
  }
  // False only where the kernel refuses; a path that is not there needs no gate.
  [[nodiscard]] bool open_gate(const std::string& path, uint64_t access) const {
    const int at = ::open(path.c_str(), O_PATH | O_CLOEXEC);
    if (at < 0) return true;
    struct stat found {};
    const bool folder = ::fstat(at, &found) == 0 && S_ISDIR(found.st_mode);
    const landlock_path_beneath_attr gate{.allowed_access = folder ? access : access & kReadFile,
                                          .parent_fd = at};
    const bool fine =
        ::syscall(SYS_landlock_add_rule, fd_, LANDLOCK_RULE_PATH_BENEATH, &gate, 0) == 0;
    ::close(at);
    return fine;
  }

 private:
  int fd_ = -1;
};

}  // namespace

std::string fence_files(const std::vector<std::string>& readable,
                        const std::vector<std::string>& writable) {
  const Fence fence;
  if (!fence.made()) return failed("this kernel has no Landlock");
  bool fine = true;
  for (const std::string& path : readable) fine = fine && fence.open_gate(path, kRead);
  for (const std::string& path : writable) fine = fine && fence.open_gate(path, kWrite);
  return fine && fence.close_around_us() ? "" : failed("Landlock refuses");
}

#endif

}  // namespace vidcam
