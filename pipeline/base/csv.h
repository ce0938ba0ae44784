#pragma once

#include <string>

namespace vidcam {

// A text as a cell of a CSV line, as RFC 4180 has it: quoted where it must be.
[[nodiscard]] inline std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace vidcam
