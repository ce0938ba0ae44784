#pragma once

#include <string>
#include <vector>

namespace vidcam {

// What "auto", "cpu", "cuda" or "cuda:N" means on this machine: "cpu" or "cuda:0". The CUDA half of
// LibTorch is loaded here, at run time, where it and a driver are there; this must come before the
// process's first use of LibTorch's devices, which remembers that there was no CUDA. There, cuDNN
// is told to be deterministic and to compute fp32 in float32. Throws Error (Device) with the reason
// where CUDA was asked for and cannot be used; Error (Usage) for another text.
[[nodiscard]] std::string resolve_device(const std::string& wanted);

// Of a list, "cuda:0,cuda:1", in short "cuda:0,1". At least one; throws likewise.
[[nodiscard]] std::vector<std::string> resolve_devices(const std::string& wanted);

}  // namespace vidcam
