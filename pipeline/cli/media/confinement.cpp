#include "pipeline/cli/media/confinement.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace vidcam {
namespace {

// What codecs, x264's look-ahead and libraries need beside the frames that wait.
constexpr rlim_t kOwnMemory = rlim_t{4} << 30;

void limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

}  // namespace

void confine(const MediaJob& job) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  // A terminal and Slurm signal all processes: when to stop is vidcam's decision, which then ends
  // us.
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) ::signal(signal, SIG_IGN);
  limit(RLIMIT_CORE, 0);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, kOwnMemory + static_cast<rlim_t>(job.memory_bytes));
#else
  static_cast<void>(job);  // sanitizers reserve terabytes of addresses
#endif
}

}  // namespace vidcam
