#pragma once

#include <string>
#include <string_view>

namespace vidcam {

// Writes a whole file that is in memory through an OutputFile, so that its final name only ever
// stands for complete contents. Throws Error (Io) naming the path.
void write_file_atomically(const std::string& path, std::string_view bytes);

// Makes the folder (and its parents) where missing and checks that files can be made in it. Throws
// Error (Io).
void make_output_folder(const std::string& folder);

}  // namespace vidcam
