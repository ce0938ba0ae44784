#pragma once

#include <string>

namespace vidcam::detail {

// Reads the source text of a TorchScript program, without running it, for operators that must not
// or cannot run here: those that read or write files, quantised and prepacked ones (no gradient),
// and custom ones that are not part of PyTorch. Throws Error (Unusable) naming the operator; path
// names the model.
void check_code(const std::string& code, const std::string& path);

}  // namespace vidcam::detail
