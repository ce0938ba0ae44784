#pragma once

#include <exception>
#include <string>

namespace vidcam::detail {

// The line of a LibTorch exception that says what is wrong, without tracebacks and C++ frames.
[[nodiscard]] std::string torch_message(const std::exception& error);

}  // namespace vidcam::detail
