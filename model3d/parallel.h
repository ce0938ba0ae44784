#pragma once

#include <ATen/Parallel.h>

// LibTorch's threads are OpenMP's, and at::parallel_for is a template: compiled without -fopenmp it
// is a plain loop, and nothing says so. (clang-tidy has no OpenMP to read.)
#if !defined(INTRA_OP_PARALLEL) && !defined(__clang_analyzer__)
#error "compile this file with OpenMP, see model3d/CMakeLists.txt"
#endif
