#pragma once

#include <string>

namespace vidcam {

// What LibTorch is on this machine.
struct TorchFacts {
  std::string version;
  std::string instructions;  // of the CPU, that its kernels use: "AVX2", "AVX512", "DEFAULT"
  int threads = 0;
  std::string cuda;  // "cuda:0" where it can be used, else why not
  bool has_cuda = false;
};

// May load LibTorch's CUDA half: device.h says when that must be.
[[nodiscard]] TorchFacts torch_facts();

}  // namespace vidcam
