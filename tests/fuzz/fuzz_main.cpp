// One libFuzzer program for each target; VIDCAM_FUZZ_TARGET is its name in targets.h.
#include <cstddef>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  vidcam::fuzz::VIDCAM_FUZZ_TARGET({data, size});
  return 0;
}
