#include "pipeline/run/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "pipeline/base/error.h"

extern char** environ;

namespace vidcam {
namespace {

std::string ending(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = sigabbrev_np(WTERMSIG(status));
    return std::string("killed by SIG") + (name != nullptr ? name : "?");
  }
  return WEXITSTATUS(status) == 0 ? "" : "exit code " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

ChildProcess::ChildProcess(const std::string& program, const std::vector<std::string>& arguments,
                           int fd) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& a : arguments) argv.push_back(const_cast<char*>(a.c_str()));
  argv.push_back(nullptr);
  // dup2 onto the same number would keep close-on-exec set, so our end must never be 3 itself.
  if (fd == kWireDescriptor) {
    const int moved = ::fcntl(fd, F_DUPFD_CLOEXEC, kWireDescriptor + 1);
    ::close(fd);
    fd = moved;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, fd, kWireDescriptor);
  const int failed = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(fd);
  if (failed != 0)
    throw Error(ExitCode::Io, "cannot start " + program + ": " + std::strerror(failed));
}

ChildProcess::~ChildProcess() {
  kill();
  wait();
}

void ChildProcess::kill() {
  const std::lock_guard lock(mutex_);
  if (!reaped_) ::kill(pid_, SIGKILL);
}

std::string ChildProcess::wait() {
  siginfo_t ended;
  while (::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOWAIT) < 0 &&
         errno == EINTR) {
  }
  const std::lock_guard lock(mutex_);
  if (!reaped_) ::waitpid(pid_, &status_, 0);
  reaped_ = true;
  return ending(status_);
}

std::string program_beside(const std::string& name) {
  std::error_code failed;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
  const auto path = self.parent_path() / name;
  if (failed || ::access(path.c_str(), X_OK) != 0) {
    throw Error(ExitCode::Io, path.string() + ": not found; it belongs beside " +
                                  self.filename().string() + ": build or install both programs");
  }
  return path.string();
}

}  // namespace vidcam
