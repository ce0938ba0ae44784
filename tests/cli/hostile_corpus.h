#pragma once

#include <string>
#include <vector>

// Files that nobody would send in good faith.
namespace vidcam::testing {

struct HostileFile {
  std::string kind;  // what is wrong with it, for people; several files share one
  std::string path;
};

// Makes them in `folder`; flips: how many copies of each of three containers get flipped bits.
// Seeded: the same files each time, on one version of FFmpeg.
[[nodiscard]] std::vector<HostileFile> make_hostile_files(const std::string& folder, int flips);

}  // namespace vidcam::testing
