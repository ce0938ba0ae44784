#pragma once

// VIDCAM_FOR_EACH_CPU: the function is compiled for several instruction sets, and the best is taken
// when the program starts: before the sanitizers do, which would stumble over it.
// VIDCAM_PART_OF_IT: a function that such a one calls, compiled into each of its forms.
// VIDCAM_FOR_AVX512, VIDCAM_FOR_OTHERS: the same choice between two functions that are written
// differently; without VIDCAM_CHOOSES_BY_CPU there is only the other one.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define VIDCAM_FOR_EACH_CPU \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#define VIDCAM_CHOOSES_BY_CPU
#define VIDCAM_FOR_AVX512 __attribute__((target("arch=x86-64-v4")))
#define VIDCAM_FOR_OTHERS __attribute__((target("default")))
#define VIDCAM_PART_OF_IT __attribute__((always_inline)) inline
#else
#define VIDCAM_FOR_EACH_CPU
#define VIDCAM_FOR_OTHERS
#define VIDCAM_PART_OF_IT inline
#endif
