#pragma once

#include <atomic>
#include <cstdint>

namespace vidcam::testing {

// What the processes under a fault layer share: a file of this, all zero at first, mapped by each.
struct FaultState {
  std::atomic<int> calls;              // made or refused so far
  std::atomic<int> owner;              // the process that was first, vidcam
  std::atomic<int> dying;              // 1: both are to end
  std::atomic<int64_t> clock_seconds;  // by which the wall clock is off
};

}  // namespace vidcam::testing
