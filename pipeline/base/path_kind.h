#pragma once

#include <filesystem>
#include <string>

namespace vidcam {

// std::filesystem's own questions throw where a path cannot be followed (links in a circle, a
// folder that may not be entered); these answer.

// There is nothing of that name. What cannot be followed is not missing: opening it says why.
[[nodiscard]] inline bool is_missing(const std::string& path) {
  std::error_code unknown;
  return std::filesystem::status(path, unknown).type() == std::filesystem::file_type::not_found;
}

[[nodiscard]] inline bool is_folder(const std::string& path) {
  std::error_code unknown;
  return std::filesystem::is_directory(path, unknown);
}

[[nodiscard]] inline bool is_file(const std::string& path) {
  std::error_code unknown;
  return std::filesystem::is_regular_file(path, unknown);
}

}  // namespace vidcam
