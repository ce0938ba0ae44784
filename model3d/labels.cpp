#include "model3d/labels.h"

#include <charconv>
#include <sstream>

#include "pipeline/base/error.h"
#include "pipeline/base/text_file.h"

namespace vidcam {
namespace {

std::string trimmed(const std::string& line) {
  const auto first = line.find_first_not_of(" \t\r\v\f");
  if (first == std::string::npos) return "";
  return line.substr(first, line.find_last_not_of(" \t\r\v\f") - first + 1);
}

// "12 word" -> 12 and "word"; false for anything else.
bool split_number(const std::string& line, size_t& number, std::string& rest) {
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc() || end == line.data() + line.size() || (*end != ' ' && *end != '\t'))
    return false;
  rest = trimmed(line.substr(static_cast<size_t>(end - line.data())));
  return !rest.empty();
}

// The labels without their numbers; empty unless every line is numbered in order from `start`.
std::vector<std::string> without_numbers(const std::vector<std::string>& lines, size_t start) {
  std::vector<std::string> labels;
  for (size_t i = 0; i < lines.size(); ++i) {
    size_t number = 0;
    std::string rest;
    if (!split_number(lines[i], number, rest) || number != i + start) return {};
    labels.push_back(rest);
  }
  return labels;
}

}  // namespace

std::vector<std::string> parse_labels(const std::string& text, const std::string& source) {
  std::istringstream in(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(trimmed(line));
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (lines.empty())
    throw Error(ExitCode::Unusable, source + ": holds no labels; one class a line is expected");
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].empty()) continue;
    throw Error(ExitCode::Unusable, source + ": line " + std::to_string(i + 1) +
                                        " is empty; one class a line is expected");
  }
  for (const size_t start : {size_t{0}, size_t{1}}) {
    if (auto labels = without_numbers(lines, start); !labels.empty()) return labels;
  }
  return lines;
}

std::vector<std::string> read_labels(const std::string& path) {
  return parse_labels(read_text_file(path, "label file"), path);
}

}  // namespace vidcam
