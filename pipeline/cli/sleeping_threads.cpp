#include "pipeline/cli/sleeping_threads.h"

#include <omp.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <latch>
#include <thread>

namespace vidcam {
namespace {

// The team of a thread lives for as long as the thread does.
[[noreturn]] void sleep_with_a_team(std::latch& there) {
#pragma omp parallel num_threads(omp_get_num_procs() + 1)
  { static_cast<void>(omp_get_thread_num()); }
  there.count_down();
  for (;;) ::pause();
}

}  // namespace

void let_threads_sleep() {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr) return;
  sigset_t all, before;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);  // signals are for those who work
  std::latch there(1);
  std::thread([&there] { sleep_with_a_team(there); }).detach();
  there.wait();
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace vidcam
