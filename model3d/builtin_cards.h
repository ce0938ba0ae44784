#pragma once

#include <optional>
#include <string>

namespace vidcam::detail {

// The JSON text of a built-in card; nothing for another name.
[[nodiscard]] std::optional<std::string> builtin_card(const std::string& name);

}  // namespace vidcam::detail
