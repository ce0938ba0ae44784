#include "tests/structure/source_tree.h"

#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace vidcam::structure {
namespace fs = std::filesystem;

std::vector<Include> includes_of(const std::string& text) {
  static const std::regex kInclude(R"re(\s*#\s*include\s*(["<])([^">]+)[">].*)re");
  std::vector<Include> found;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    std::smatch match;
    if (std::regex_match(line, match, kInclude))
      found.push_back({number, match[2].str(), match[1].str() == "\""});
  }
  return found;
}

namespace {

bool is_source(const fs::path& path) {
  return path.extension() == ".h" || path.extension() == ".cpp";
}

bool is_skipped(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name == "build" || name.starts_with(".");
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

SourceTree read_sources(const fs::path& root) {
  SourceTree tree;
  for (auto it = fs::recursive_directory_iterator(root); it != fs::end(it); ++it) {
    if (it->is_directory() && is_skipped(it->path())) it.disable_recursion_pending();
    if (it->is_regular_file() && is_source(it->path()))
      tree[it->path().lexically_relative(root).generic_string()] =
          includes_of(read_text(it->path()));
  }
  return tree;
}

}  // namespace vidcam::structure
