#pragma once

#include <map>
#include <string>

namespace vidcam::testing {

// The files below a folder, by their paths from there on. What differs from run to run is left out
// of names and contents: numbers of processes and times, of journals and temporary files.
using FolderFiles = std::map<std::string, std::string>;
[[nodiscard]] FolderFiles files_below(const std::string& folder);

// What is under a final name, journals and logs but, is as in `whole`, which an unbroken run left.
void expect_nothing_half_written(const FolderFiles& files, const FolderFiles& whole);

// Nothing under a temporary name.
void expect_tidy(const FolderFiles& files);

// What the journals of a batch's folder say is done has its files, of the sizes they say.
void expect_journals_behind_files(const std::string& folder);

// Every file of `whole`, as it is there. Journals may say it in other lines.
void expect_same_files(const FolderFiles& files, const FolderFiles& whole);

}  // namespace vidcam::testing
