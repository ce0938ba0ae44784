#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace vidcam::structure {

struct Include {
  int line;
  std::string name;
  bool quoted;  // "ours" rather than <theirs>
};

// Path from the root, with '/', to what the file includes, in order.
using SourceTree = std::map<std::string, std::vector<Include>>;

// The #include lines of a text; those in comments at the start of a line do not count.
[[nodiscard]] std::vector<Include> includes_of(const std::string& text);

// All .h and .cpp files under root, without hidden folders and build/.
[[nodiscard]] SourceTree read_sources(const std::filesystem::path& root);

}  // namespace vidcam::structure
