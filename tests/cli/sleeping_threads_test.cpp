#include "pipeline/cli/sleeping_threads.h"

#include <gtest/gtest.h>
#include <omp.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <thread>

namespace vidcam {
namespace {

constexpr int kRegions = 200;

// How often the second thread of a team of two gave up its processor by itself while the first one,
// between regions, did something else for half a millisecond: less than libgomp would spin for.
long sleeps_between_regions() {
  long sleeps = 0;
  for (int i = 0; i < kRegions; ++i) {
#pragma omp parallel num_threads(2)
    if (omp_get_thread_num() == 1) {
      rusage usage{};
      ::getrusage(RUSAGE_THREAD, &usage);
      sleeps = usage.ru_nvcsw;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(500));
  }
  return sleeps;
}

long threads() { return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}); }

TEST(SleepingThreadsTest, ThreadsSleepBetweenOperators) {
  let_threads_sleep();
  EXPECT_GT(sleeps_between_regions(), kRegions / 2);
}

TEST(SleepingThreadsTest, WhoSetsAPolicyKeepsIt) {
  const long before = threads();
  ::setenv("OMP_WAIT_POLICY", "ACTIVE", 1);
  let_threads_sleep();
  ::unsetenv("OMP_WAIT_POLICY");
  EXPECT_EQ(threads(), before);
  let_threads_sleep();
  EXPECT_GT(threads(), before + omp_get_num_procs());
}

}  // namespace
}  // namespace vidcam
