#pragma once

#include <string_view>

namespace vidcam {

// Whether a comes before b when runs of digits count as numbers: "a2" < "a10". Names that differ
// only in leading zeros keep plain order. A strict weak order.
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b);

}  // namespace vidcam
