#pragma once

#include <string>
#include <string_view>

namespace vidcam {

// Writes a whole file so that its final name only ever stands for complete contents: temporary name
// in the same folder, fsync, rename, fsync of the folder. Throws Error (Io) naming the path; then
// the temporary file is gone.
void write_file_atomically(const std::string& path, std::string_view bytes);

// Makes the folder (and its parents) where missing and checks that files can be made in it. Throws
// Error (Io).
void make_output_folder(const std::string& folder);

}  // namespace vidcam
