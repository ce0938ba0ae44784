#pragma once

#include <string>
#include <vector>

namespace vidcam {

// From now on, and for good, this process can open nothing but what lies under `readable` (files or
// folders, for reading) and under `writable` (folders, for all that making and replacing files
// needs), by Landlock. What is not there is passed over. "" where that holds, else why not.
[[nodiscard]] std::string fence_files(const std::vector<std::string>& readable,
                                      const std::vector<std::string>& writable);

}  // namespace vidcam
