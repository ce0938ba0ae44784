#include "pipeline/cli/media/confinement_check.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace vidcam {
namespace {

SandboxPart limit_part(const char* name, __rlimit_resource resource, double unit,
                       const std::string& unit_name) {
  rlimit now{};
  ::getrlimit(resource, &now);
  if (now.rlim_max == RLIM_INFINITY) return {name, false, "no limit"};
  const double value = static_cast<double>(now.rlim_max) / unit;
  return {name, true, "at most " + std::to_string(static_cast<int64_t>(value)) + " " + unit_name};
}

// fd: of what should not have opened.
bool refused(int fd) {
  if (fd >= 0) ::close(fd);
  return fd < 0;
}

SandboxPart part(const char* name, bool holds, const std::string& why_not) {
  return {name, holds, holds ? "tried: refused" : "allowed: " + why_not};
}

bool no_network() {
  return refused(::socket(AF_INET, SOCK_STREAM, 0)) && refused(::socket(AF_UNIX, SOCK_STREAM, 0));
}

// Without a name nothing is started in any case; what tells is whether the kernel looked.
bool no_programs() {
  char* const nothing[] = {nullptr};
  return ::execve("", nothing, nothing) < 0 && errno == ENOSYS;
}

bool no_processes() {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  return pid < 0;
}

}  // namespace

std::vector<SandboxPart> try_confinement(const Confinement& lacks) {
  constexpr double kMegabyte = 1 << 20;
  return {limit_part("memory", RLIMIT_AS, kMegabyte, "MB"),
          limit_part("CPU time", RLIMIT_CPU, 3600, "hours"),
          limit_part("file sizes", RLIMIT_FSIZE, kMegabyte, "MB"),
          limit_part("core dumps", RLIMIT_CORE, 1, "bytes"),
          part("new privileges", ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1, "unknown why"),
          part("network", no_network(), lacks.calls),
          part("other programs", no_programs(), lacks.calls),
          part("other processes", no_processes(), lacks.calls),
          part("reading other files", refused(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
               lacks.files),
          part("writing other files",
               refused(::open("/tmp", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600)), lacks.files)};
}

}  // namespace vidcam
