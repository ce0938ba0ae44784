#pragma once

#include <cstdint>
#include <string>

namespace vidcam {

// What went into the pictures' track of a file, as it must be found in it again.
struct WrittenPictures {
  int stream = 0;  // of the file
  int64_t count = 0;
  int64_t span =
      0;  // from the first one's decoding time to the last one's, in the track's time base
};

// Opens a finished MP4 file as a player would and holds its index against what was written: the
// number of pictures, the time they span, and that everything the index names lies within the file.
// No packet is read. file: what is opened; path: what messages call it. Throws Error (Io) "PATH:
// cannot be read back: ...".
void check_read_back(const std::string& file, const std::string& path,
                     const WrittenPictures& written);

}  // namespace vidcam
