#pragma once

#include <cstdint>

namespace vidcam::testing {

// What this program's own code has taken from the heap since it started, in pieces that could hold
// a picture: counted by operator new and, where the program is linked with
// -Wl,--wrap=aligned_alloc, by that. Not what libraries take for themselves.
struct LargeAllocations {
  static constexpr int64_t kLarge = 16 << 10;  // bytes
  int64_t count = 0;
  int64_t bytes = 0;
};

[[nodiscard]] LargeAllocations large_allocations();

}  // namespace vidcam::testing
