// A library that goes between a program and the C library (LD_PRELOAD), so that a program that
// knows nothing of it fails where a test says. It numbers what the program and its children ask of
// the file system below one folder: making, writing, syncing, naming and removing files. At a
// number it kills both programs, lets a call fail, or moves the clock.
//
//   VIDCAM_FAULT_FOLDER=/tmp/out  what is below it counts; absolute, as the program says it
//   VIDCAM_FAULT_STATE=FILE       is made: the count that the processes share; FILE.log gets the
//                                 calls, one a line: "rename\t/tmp/a\t/tmp/b", or "rename!\t..."
//                                 where it failed as told
//   VIDCAM_FAULT=kill:N           both programs end at call N; half of what it writes is written
//                EIO:N            call N fails
//                ENOSPC:N         call N and all later ones that take room fail; half is written
//                read:N           instead of such calls those that read are numbered; N fails, EIO
//                clock:N:SECONDS  from call N on the wall clock is this far off
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "tests/faults/fault_state.h"

namespace {

using vidcam::testing::FaultState;

// The function that would have been called without this library.
#define VIDCAM_BEHIND(name)                                                                       \
  (*[] {                                                                                          \
    static auto* const function = reinterpret_cast<decltype(&::name)>(::dlsym(RTLD_NEXT, #name)); \
    return function;                                                                              \
  }())

std::string variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

// What is told by the environment, and what the processes share.
class Layer {
 public:
  Layer() {
    const std::string state = variable("VIDCAM_FAULT_STATE");
    folder_ = variable("VIDCAM_FAULT_FOLDER");
    if (state.empty() || folder_.empty()) return;
    read_fault();
    share(state);
    int nobody = 0;
    shared_->owner.compare_exchange_strong(nobody, ::getpid());
    parent_ = ::getppid();
    if (action_ == "kill" && is_owner()) watch();
  }

  [[nodiscard]] bool counts(std::string_view path) const {
    return shared_ != nullptr && path.starts_with(folder_) &&
           (path.size() == folder_.size() || path[folder_.size()] == '/');
  }
  [[nodiscard]] bool numbers_reads() const { return action_ == "read"; }
  // Counts a call. 0: it may be made; else it fails with that errno. May not come back.
  int next(bool takes_room) {
    if (numbers_reads()) return 0;
    const int number = ++shared_->calls;
    if (action_ == "ENOSPC" && number >= at_ && takes_room) return ENOSPC;
    if (number != at_) return 0;
    if (action_ == "kill") die();
    if (action_ == "clock") shared_->clock_seconds = seconds_;
    return action_ == "EIO" ? EIO : 0;
  }
  [[nodiscard]] bool next_read_fails() { return ++shared_->calls == at_; }
  // Does the next call write half of what it is told, and end so?
  [[nodiscard]] bool halves_next_write() const {
    const int number = shared_->calls + 1;
    return number == at_ && (action_ == "kill" || action_ == "ENOSPC");
  }
  void log(const std::string& line) const {
    const std::string text = line + "\n";
    static_cast<void>(VIDCAM_BEHIND(write)(log_, text.data(), text.size()) > 0);
  }
  [[nodiscard]] int64_t clock_seconds() const {
    return shared_ == nullptr ? 0 : shared_->clock_seconds.load();
  }

 private:
  [[nodiscard]] bool is_owner() const { return shared_->owner == ::getpid(); }

  void read_fault() {
    std::string text = variable("VIDCAM_FAULT");
    action_ = text.substr(0, text.find(':'));
    const char* numbers = std::strchr(text.c_str(), ':');
    if (numbers == nullptr) return;
    char* end = nullptr;
    at_ = static_cast<int>(std::strtol(numbers + 1, &end, 10));
    if (*end == ':') seconds_ = std::strtol(end + 1, nullptr, 10);
  }

  void share(const std::string& state) {
    const int flags = O_RDWR | O_CREAT | O_CLOEXEC;
    const int fd = VIDCAM_BEHIND(open)(state.c_str(), flags, 0600);
    static_cast<void>(VIDCAM_BEHIND(ftruncate)(fd, sizeof(FaultState)) == 0);
    void* memory = ::mmap(nullptr, sizeof(FaultState), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    VIDCAM_BEHIND(close)(fd);
    log_ = VIDCAM_BEHIND(open)((state + ".log").c_str(), flags | O_APPEND, 0600);
    if (memory != MAP_FAILED) shared_ = static_cast<FaultState*>(memory);
  }

  // A confined media process cannot end its parent: it asks for it, and goes when that is gone.
  [[noreturn]] void die() const {
    shared_->dying = 1;
    while (!is_owner() && ::getppid() == parent_) ::usleep(500);
    ::raise(SIGKILL);
    std::abort();
  }
  void watch() const {
    std::thread([this] {
      while (shared_->dying == 0) ::usleep(500);
      ::raise(SIGKILL);
    }).detach();
  }

  std::string folder_;
  std::string action_;
  int at_ = 0;
  int64_t seconds_ = 0;
  FaultState* shared_ = nullptr;
  int log_ = -1;
  pid_t parent_ = 0;
};

// For ever: programs go on calling while they end.
Layer& layer() {
  static Layer* const kOne = new Layer;
  return *kOne;
}
[[gnu::constructor]] void begin() { layer(); }

// Which file stands behind a descriptor, where it counts.
class OpenFiles {
 public:
  void opened(int fd, const char* path) {
    if (fd < 0 || fd >= static_cast<int>(paths_.size()) || !layer().counts(path)) return;
    const std::lock_guard lock(mutex_);
    paths_[static_cast<size_t>(fd)] = path;
  }
  void closed(int fd) {
    if (fd < 0 || fd >= static_cast<int>(paths_.size())) return;
    const std::lock_guard lock(mutex_);
    paths_[static_cast<size_t>(fd)].clear();
  }
  std::string path(int fd) {
    if (fd < 0 || fd >= static_cast<int>(paths_.size())) return "";
    const std::lock_guard lock(mutex_);
    return paths_[static_cast<size_t>(fd)];
  }

 private:
  std::mutex mutex_;
  std::array<std::string, 1024> paths_;
};

OpenFiles& files() {
  static OpenFiles* const kOne = new OpenFiles;
  return *kOne;
}

// A call on `path` that counts where that does; more: behind the path, for the log.
template <class Call>
int call(const char* name, const char* path, const char* more, bool takes_room, Call&& real) {
  if (!layer().counts(path)) return real();
  const std::string cells = std::string("\t") + path + "\t" + more;
  if (const int error = layer().next(takes_room); error != 0) {
    layer().log(std::string(name) + "!" + cells);
    errno = error;
    return -1;
  }
  const int result = real();
  if (result >= 0) layer().log(name + cells);
  return result;
}

template <class Open>
int open_file(Open* real, const char* path, int flags, mode_t mode) {
  const auto made = [&] { return real(path, flags, mode); };
  const bool fresh = (flags & O_CREAT) != 0 && ::access(path, F_OK) != 0;
  const int fd = fresh ? call("create", path, "", true, made) : made();
  files().opened(fd, path);
  return fd;
}

template <class Write>
ssize_t write_file(int fd, size_t count, Write&& real) {
  const std::string path = files().path(fd);
  if (path.empty()) return real(count);
  if (layer().halves_next_write() && count > 1) {
    const ssize_t half = real(count / 2);
    static_cast<void>(layer().next(true));  // the last that this process does, or a full disk
    return half;
  }
  return call("write", path.c_str(), "", true, [&] { return static_cast<int>(real(count)); });
}

// With the size that is safe afterwards.
template <class Sync>
int sync_file(int fd, Sync&& real) {
  struct stat status {};
  ::fstat(fd, &status);
  return call("sync", files().path(fd).c_str(), std::to_string(status.st_size).c_str(), true, real);
}

// Also of files that the C library opened for itself.
bool fails_to_be_read(int fd) {
  if (!layer().numbers_reads()) return false;
  std::array<char, 4096> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(fd);
  if (::readlink(link.c_str(), path.data(), path.size() - 1) <= 0 || !layer().counts(path.data()))
    return false;
  const bool fails = layer().next_read_fails();
  layer().log((fails ? "read!\t" : "read\t") + std::string(path.data()));
  return fails;
}

mode_t mode_of(int flags, va_list& more) {
  return (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
}

}  // namespace

// As the C library declares them.
// NOLINTBEGIN(readability-identifier-naming)
extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  return open_file(&VIDCAM_BEHIND(open), path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  return open_file(&VIDCAM_BEHIND(open64), path, flags, mode);
}

int mkostemp(char* name, int flags) {
  const int fd =
      call("create", name, "", true, [&] { return VIDCAM_BEHIND(mkostemp)(name, flags); });
  files().opened(fd, name);
  return fd;
}

int close(int fd) {
  files().closed(fd);
  return VIDCAM_BEHIND(close)(fd);
}

ssize_t write(int fd, const void* bytes, size_t count) {
  return write_file(fd, count, [&](size_t n) { return VIDCAM_BEHIND(write)(fd, bytes, n); });
}

ssize_t read(int fd, void* bytes, size_t count) {
  if (fails_to_be_read(fd)) return errno = EIO, -1;
  return VIDCAM_BEHIND(read)(fd, bytes, count);
}

ssize_t pread(int fd, void* bytes, size_t count, off_t at) {
  if (fails_to_be_read(fd)) return errno = EIO, -1;
  return VIDCAM_BEHIND(pread)(fd, bytes, count, at);
}

int fsync(int fd) {
  return sync_file(fd, [&] { return VIDCAM_BEHIND(fsync)(fd); });
}

int fdatasync(int fd) {
  return sync_file(fd, [&] { return VIDCAM_BEHIND(fdatasync)(fd); });
}

int ftruncate(int fd, off_t size) noexcept {
  return call("ftruncate", files().path(fd).c_str(), "", false,
              [&] { return VIDCAM_BEHIND(ftruncate)(fd, size); });
}

int rename(const char* from, const char* to) noexcept {
  return call("rename", from, to, true, [&] { return VIDCAM_BEHIND(rename)(from, to); });
}

int link(const char* from, const char* to) noexcept {
  return call("link", from, to, true, [&] { return VIDCAM_BEHIND(link)(from, to); });
}

int unlink(const char* path) noexcept {
  return call("unlink", path, "", false, [&] { return VIDCAM_BEHIND(unlink)(path); });
}

int remove(const char* path) noexcept {
  return call("remove", path, "", false, [&] { return VIDCAM_BEHIND(remove)(path); });
}

int mkdir(const char* path, mode_t mode) noexcept {
  return call("mkdir", path, "", true, [&] { return VIDCAM_BEHIND(mkdir)(path, mode); });
}

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const int result = VIDCAM_BEHIND(clock_gettime)(clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    now->tv_sec += layer().clock_seconds();
  return result;
}

int gettimeofday(timeval* now, void* zone) noexcept {
  const int result = VIDCAM_BEHIND(gettimeofday)(now, zone);
  if (result == 0) now->tv_sec += layer().clock_seconds();
  return result;
}

time_t time(time_t* now) noexcept {
  const time_t result = VIDCAM_BEHIND(time)(nullptr) + layer().clock_seconds();
  if (now != nullptr) *now = result;
  return result;
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming)
