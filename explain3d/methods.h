#pragma once

#include <span>
#include <string>

#include "explain3d/explainer.h"

namespace vidcam {

// Every method, in the order it is listed. They live as long as the process.
[[nodiscard]] std::span<const Explainer* const> methods();

// Also channelK for any K from 0 (channel.h), which is not listed. Throws Error (Usage) with the
// nearest names.
[[nodiscard]] const Explainer& find_method(const std::string& name);

}  // namespace vidcam
