#include "pipeline/cli/model_limits.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "pipeline/base/error.h"
#include "pipeline/base/system_io.h"

namespace vidcam {

TimeLimit::TimeLimit(double seconds, std::string message)
    : watch_([this, seconds, text = std::move(message)] {
        std::unique_lock lock(mutex_);
        if (over_.wait_for(lock, std::chrono::duration<double>(seconds), [this] { return done_; }))
          return;
        static_cast<void>(write_all(STDERR_FILENO, "error: " + text + "\n"));
        ::_exit(static_cast<int>(ExitCode::Unusable));
      }) {}

TimeLimit::~TimeLimit() {
  {
    const std::lock_guard lock(mutex_);
    done_ = true;
  }
  over_.notify_one();
}

std::unique_ptr<TimeLimit> limit_first_pass(bool& ran, const std::string& model,
                                            double stall_timeout_seconds) {
  if (ran) return nullptr;
  ran = true;
  const double seconds = 10 * stall_timeout_seconds;
  return std::make_unique<TimeLimit>(
      seconds, model + ": its first pass did not end within " +
                   std::to_string(static_cast<int64_t>(seconds)) +
                   " s: it loops, or is too slow for this machine (ten times --stall-timeout)");
}

void limit_memory(const std::string& device) {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  if (device != "cpu") return;  // CUDA's addresses count, too
  const auto all =
      static_cast<rlim_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
  rlimit limit{};
  ::getrlimit(RLIMIT_DATA, &limit);
  limit.rlim_cur = std::min(limit.rlim_cur, all);
  ::setrlimit(RLIMIT_DATA, &limit);
#else
  static_cast<void>(device);
#endif
}

}  // namespace vidcam
