#include "pipeline/cli/sleeping_threads.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace vidcam {

void let_threads_sleep(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr) return;
  std::error_code unknown;
  // By its own path, or lists of processes would call it "exe".
  const auto self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  if (unknown) return;
  ::setenv("OMP_WAIT_POLICY", "PASSIVE", 1);
  ::execv(self.c_str(), argv);
}

}  // namespace vidcam
