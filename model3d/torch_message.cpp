#include "model3d/torch_message.h"

#include <c10/util/Exception.h>

#include <sstream>

namespace vidcam::detail {
namespace {

std::string trimmed(const std::string& line) {
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// Python's way of ending a traceback: "RuntimeError: what was wrong".
std::string after_error_name(const std::string& line) {
  const auto colon = line.find(": ");
  const auto name = line.substr(0, colon == std::string::npos ? 0 : colon);
  const bool is_name = name.find(' ') == std::string::npos &&
                       (name.ends_with("Error") || name.ends_with("Exception"));
  return is_name ? line.substr(colon + 2) : "";
}

}  // namespace

std::string torch_message(const std::exception& error) {
  const auto* torch_error = dynamic_cast<const c10::Error*>(&error);
  std::istringstream text(torch_error != nullptr ? torch_error->what_without_backtrace()
                                                 : error.what());
  std::string first, named;
  for (std::string line; std::getline(text, line);) {
    line = trimmed(line);
    if (first.empty() && !line.empty()) first = line;
    if (named.empty()) named = after_error_name(line);
  }
  const std::string& message = named.empty() ? first : named;
  return message.empty() ? "no reason given" : message;
}

}  // namespace vidcam::detail
