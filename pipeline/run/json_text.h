#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace vidcam {

// A JSON value as text, on one line. Bytes that are not UTF-8, which file names may hold, become
// U+FFFD in place of an exception.
template <class Json = nlohmann::ordered_json>
[[nodiscard]] std::string json_line(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Likewise, as a file is written for people: indented, with a newline at its end.
template <class Json = nlohmann::ordered_json>
[[nodiscard]] std::string json_file(const Json& value) {
  return value.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace vidcam
