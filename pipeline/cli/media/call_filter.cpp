#include "pipeline/cli/media/call_filter.h"

#ifdef VIDCAM_SECCOMP
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#endif

namespace vidcam {

#ifndef VIDCAM_SECCOMP
std::string filter_calls() { return "built without libseccomp"; }
#else

namespace {

// By name, so that an architecture that lacks one is no error. ENOSYS for the rest is what a newer
// C library falls back from to the calls it knows, so that the list need not follow it.
constexpr const char* kAllowed[] = {
    // memory
    "brk", "madvise", "mincore", "mmap", "mprotect", "mremap", "munmap",
    // files that Landlock lets it have
    "access", "close", "faccessat", "faccessat2", "fallocate", "fcntl", "fdatasync", "fstat",
    "fstatfs", "fsync", "ftruncate", "getcwd", "getdents64", "lseek", "lstat", "newfstatat", "open",
    "openat", "pread64", "pwrite64", "read", "readlink", "readlinkat", "readv", "rename",
    "renameat", "renameat2", "stat", "statfs", "statx", "umask", "unlink", "unlinkat", "write",
    "writev",
    // the wire
    "poll", "ppoll", "recvfrom", "sendto", "shutdown",
    // threads
    "exit", "exit_group", "futex", "get_robust_list", "getpid", "gettid", "membarrier", "rseq",
    "sched_get_priority_max", "sched_get_priority_min", "sched_getaffinity", "sched_getparam",
    "sched_getscheduler", "sched_setaffinity", "sched_yield", "set_robust_list", "set_tid_address",
    // signals to itself
    "alarm", "restart_syscall", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "setitimer",
    "sigaltstack",
    // time and facts
    "clock_getres", "clock_gettime", "clock_nanosleep", "getcpu", "getegid", "geteuid", "getgid",
    "getppid", "getrandom", "getrlimit", "getrusage", "gettimeofday", "getuid", "nanosleep",
    "sysinfo", "time", "times", "uname"};

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

// An unknown name is no error: there is nothing to allow.
template <class... Conditions>
int allow(void* filter, const char* name, Conditions... conditions) {
  const int number = seccomp_syscall_resolve_name(name);
  if (number == __NR_SCMP_ERROR) return 0;
  return seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, sizeof...(conditions), conditions...);
}

// Calls that are harmless with some arguments only.
int allow_in_part(void* filter) {
  const auto self = static_cast<scmp_datum_t>(::getpid());
  const auto option = [&](scmp_datum_t which) {
    return allow(filter, "prctl", SCMP_A0(SCMP_CMP_EQ, which));
  };
  int status = allow(filter, "clone", SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  if (status == 0) status = allow(filter, "tgkill", SCMP_A0(SCMP_CMP_EQ, self));
  // Asking for a limit, not setting one.
  if (status == 0) status = allow(filter, "prlimit64", SCMP_A2(SCMP_CMP_EQ, 0));
  for (const scmp_datum_t which : {PR_SET_NAME, PR_GET_NAME, PR_GET_NO_NEW_PRIVS})
    if (status == 0) status = option(which);
  return status;
}

}  // namespace

std::string filter_calls() {
  const Filter filter(seccomp_init(SCMP_ACT_ERRNO(ENOSYS)), &seccomp_release);
  if (filter == nullptr) return "libseccomp cannot make a filter";
  int status = allow_in_part(filter.get());
  for (const char* name : kAllowed)
    if (status == 0) status = allow(filter.get(), name);
  if (status == 0) status = seccomp_load(filter.get());
  return status == 0 ? "" : std::string("the kernel takes no filter: ") + std::strerror(-status);
}

#endif

}  // namespace vidcam
