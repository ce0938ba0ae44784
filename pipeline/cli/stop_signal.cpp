#include "pipeline/cli/stop_signal.h"

#include <signal.h>

#include <atomic>
#include <iostream>

#include "pipeline/base/error.h"

namespace vidcam {
namespace {

std::atomic<bool> asked{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set in a signal handler");

void ask(int) { asked = true; }

}  // namespace

void catch_stop_signals() {
  struct sigaction action = {};
  action.sa_handler = ask;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGTERM, SIGUSR1}) ::sigaction(signal, &action, nullptr);
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  for (const int signal : {SIGINT, SIGHUP}) {
    struct sigaction before = {};
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);  // nohup means it
  }
  ::signal(SIGPIPE, SIG_IGN);
}

void stop_if_asked() {
  if (!std::cout)
    throw Error(ExitCode::Io,
                "standard output was closed or is full; what is finished is kept, run again");
  if (asked)
    throw Error(ExitCode::Stopped, "stopped by a signal; what is finished is kept, run again");
}

}  // namespace vidcam
