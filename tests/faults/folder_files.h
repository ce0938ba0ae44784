#pragma once

#include <map>
#include <string>

namespace vidcam::testing {

// The files below a folder, by their paths from there on. What differs from run to run is left out
// of names and contents: numbers of processes and times, of journals and temporary files.
using FolderFiles = std::map<std::string, std::string>;
[[nodiscard]] FolderFiles files_below(const std::string& folder);

// Is it under a temporary name, a journal, or half of `whole`'s file of that name? What is under a
// final name must be a whole file of an unbroken run.
void expect_nothing_half_written(const FolderFiles& files, const FolderFiles& whole);

// Nothing under a temporary name.
void expect_tidy(const FolderFiles& files);

void expect_same_files(const FolderFiles& files, const FolderFiles& whole);

}  // namespace vidcam::testing
