#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>

namespace vidcam {

// A whole number of a file that anybody may have damaged. Throws Json::exception for all else, also
// for a fraction: nlohmann would cut it, which is undefined where it fits no integer.
[[nodiscard]] inline int64_t whole_number(const nlohmann::ordered_json& value) {
  return value.get_ref<const nlohmann::ordered_json::number_integer_t&>();
}

}  // namespace vidcam
