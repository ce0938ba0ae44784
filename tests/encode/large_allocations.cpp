#include "tests/encode/large_allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<int64_t> count{0}, bytes{0};

void note(size_t size) {
  if (static_cast<int64_t>(size) < vidcam::testing::LargeAllocations::kLarge) return;
  ++count;
  bytes += static_cast<int64_t>(size);
}

}  // namespace

namespace vidcam::testing {

LargeAllocations large_allocations() { return {count, bytes}; }

}  // namespace vidcam::testing

extern "C" {
void* __real_aligned_alloc(size_t alignment, size_t size);
void* __wrap_aligned_alloc(size_t alignment, size_t size) {
  note(size);
  return __real_aligned_alloc(alignment, size);
}
}

void* operator new(size_t size) {
  note(size);
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
