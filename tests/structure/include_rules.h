#pragma once

#include <set>
#include <string>
#include <vector>

namespace vidcam::structure {

// What a folder may include: the arrows of docs/architecture.md as data.
struct FolderRule {
  std::string folder;
  std::vector<std::string> folders;  // beside itself
  std::set<std::string> parties;     // third parties that its files name
  bool open = false;  // tests, samples, bench: everything of the project, private headers too
};

[[nodiscard]] const std::vector<FolderRule>& folder_rules();

// The rule of the longest folder that holds path ("pipeline/cli/media/x.h"), or nullptr.
[[nodiscard]] const FolderRule* rule_of(const std::string& path);

// "LibTorch" for "ATen/core/Tensor.h", "" for the C++ library and the system, "unknown" for
// anything else.
[[nodiscard]] std::string party_of(const std::string& include);

// Third parties of the media half: they may not come in through a header of another folder.
[[nodiscard]] bool stays_inside(const std::string& party);

}  // namespace vidcam::structure
