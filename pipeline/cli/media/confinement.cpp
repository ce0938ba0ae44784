#include "pipeline/cli/media/confinement.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "pipeline/cli/media/call_filter.h"
#include "pipeline/cli/media/file_fence.h"

namespace vidcam {
namespace {

// What codecs, x264's look-ahead and libraries need beside the frames that wait.
constexpr rlim_t kOwnMemory = rlim_t{4} << 30;
// Of each second of video that the job allows; far beyond what 8192x4320 takes.
constexpr double kCpuSeconds = 60;
constexpr double kFileBytes = 50e6;
constexpr double kShortest = 600;  // seconds of video: a picture needs some room, too

void limit(__rlimit_resource resource, rlim_t value) {
  rlimit now{};
  ::getrlimit(resource, &now);
  const rlim_t most = std::min(value, now.rlim_max);
  const rlimit both{most, most};
  ::setrlimit(resource, &both);
}

void set_limits(const MediaJob& job) {
  const double seconds = std::max(job.max_duration_seconds, kShortest);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_CPU, static_cast<rlim_t>(seconds * kCpuSeconds));
  limit(RLIMIT_FSIZE, static_cast<rlim_t>(seconds * kFileBytes));
  ::signal(SIGXFSZ, SIG_IGN);  // writing fails, and says so
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // Sanitizers reserve terabytes of addresses.
  limit(RLIMIT_AS, kOwnMemory + static_cast<rlim_t>(job.memory_bytes));
#endif
}

// A closed wire tells this process to remove what is half written, unless a codec hangs.
void outlive_parent_briefly() {
  ::signal(SIGUSR2, [](int) { ::alarm(5); });
  ::prctl(PR_SET_PDEATHSIG, SIGUSR2);
}

Confinement fence(const MediaJob& job) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  static_cast<void>(job);
  return {"a sanitizer needs them", "a sanitizer needs them"};
#else
  namespace fs = std::filesystem;
  // How many cores there are, and how many of them are ours.
  std::vector<std::string> readable{"/sys/devices/system/cpu", "/sys/fs/cgroup"};
  std::vector<std::string> writable;
  writable.reserve(job.outputs.size());
  std::error_code unknown;
  // A folder's pictures may be links to anywhere.
  readable.push_back(fs::is_directory(job.input, unknown) ? "/" : job.input);
  if (!job.sheet.above.empty()) readable.push_back(job.sheet.above);
  for (const OutputRequest& output : job.outputs)
    writable.push_back((fs::path(output.path).parent_path() / ".").string());
  std::sort(writable.begin(), writable.end());
  writable.erase(std::unique(writable.begin(), writable.end()), writable.end());
  return {fence_files(readable, writable), filter_calls()};
#endif
}

}  // namespace

Confinement confine(const MediaJob& job) {
  outlive_parent_briefly();
  // A terminal and Slurm signal all processes: when to stop is vidcam's decision, which then ends
  // us.
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) ::signal(signal, SIG_IGN);
  set_limits(job);
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return fence(job);
}

}  // namespace vidcam
