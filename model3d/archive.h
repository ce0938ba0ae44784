#pragma once

#include <torch/csrc/jit/api/module.h>

#include <optional>
#include <string>

namespace vidcam::detail {

// Looks at a model file without running anything of it. Throws Error: Missing; Unusable with advice
// for everything that is no TorchScript program of differentiable operators (empty, truncated,
// state dict, .pt2, .ptl, quantised), or that would touch files or needs operators that are not
// part of PyTorch.
void check_archive(const std::string& path);

// The text of the file vidcam.json inside a TorchScript archive; nothing where there is none.
// Throws as check_archive.
[[nodiscard]] std::optional<std::string> embedded_card(const std::string& path);

// check_archive, then the program, on the CPU. Throws Error.
[[nodiscard]] torch::jit::Module load_module(const std::string& path);

}  // namespace vidcam::detail
